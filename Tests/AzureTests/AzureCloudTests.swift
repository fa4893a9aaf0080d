// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Azure

/// Which cloud a name means.
struct AzureCloudTests {
  private static let names: [(String?, String?)] = [
    (nil, "https://management.azure.com"), ("", "https://management.azure.com"),
    ("AzurePublicCloud", "https://management.azure.com"),
    ("azureusgovernmentcloud", "https://management.usgovcloudapi.net"),
    ("AzureChinaCloud", "https://management.chinacloudapi.cn"), ("AzureMoonCloud", nil),
  ]

  @Test(arguments: names) func `a name`(row: (String?, String?)) {
    #expect(AzureCloud.named(row.0)?.manager == row.1)
  }

  @Test func `the environment of the process may name another`() throws {
    #expect(AzureCloud.custom(in: [:]) == nil)
    let cloud = try #require(
      AzureCloud.custom(in: ["AZURE_RESOURCE_MANAGER_ENDPOINT": "http://127.0.0.1:1/"]))
    #expect(cloud.manager == "http://127.0.0.1:1")
    #expect(cloud.authority == "http://127.0.0.1:1")
    let two = AzureCloud.custom(in: [
      "AZURE_RESOURCE_MANAGER_ENDPOINT": "https://arm.local", "AZURE_AUTHORITY_HOST": "https://in/",
    ])
    #expect(two?.authority == "https://in")
  }
}
