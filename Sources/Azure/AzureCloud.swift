// SPDX-License-Identifier: Apache-2.0

/// One of the clouds that Azure is: where one signs in, and where resources are managed.
package struct AzureCloud: Sendable, Hashable {
  /// As `azureEnvironment` and `azure.json` call it.
  package let name: String
  /// Where tokens come from, without a slash at its end.
  package let authority: String
  /// Where Azure Resource Manager answers, without a slash at its end.
  package let manager: String
  /// Whom tokens are for.
  package let audience: String
  /// What names of public addresses end in.
  package let domain: String

  package init(name: String, authority: String, manager: String, audience: String, domain: String) {
    self.name = name
    self.authority = Self.trimmed(authority)
    self.manager = Self.trimmed(manager)
    self.audience = audience
    self.domain = domain
  }

  private static func trimmed(_ url: String) -> String {
    var url = url[...]
    while url.hasSuffix("/") { url = url.dropLast() }
    return String(url)
  }
}

extension AzureCloud {
  package static let global = AzureCloud(
    name: "AzurePublicCloud", authority: "https://login.microsoftonline.com",
    manager: "https://management.azure.com", audience: "https://management.azure.com",
    domain: "cloudapp.azure.com")

  package static let usGovernment = AzureCloud(
    name: "AzureUSGovernmentCloud", authority: "https://login.microsoftonline.us",
    manager: "https://management.usgovcloudapi.net",
    audience: "https://management.usgovcloudapi.net", domain: "cloudapp.usgovcloudapi.net")

  package static let china = AzureCloud(
    name: "AzureChinaCloud", authority: "https://login.chinacloudapi.cn",
    manager: "https://management.chinacloudapi.cn",
    audience: "https://management.chinacloudapi.cn", domain: "cloudapp.chinacloudapi.cn")

  /// The public one where no name is given; nil where there is none of that name.
  package static func named(_ name: String?) -> AzureCloud? {
    guard let name, !name.isEmpty else { return global }
    return [global, usGovernment, china].first { $0.name.lowercased() == name.lowercased() }
  }

  /// The cloud that this process is told of by its environment, whatever objects say: a private one, or
  /// an emulator.
  package static func custom(in environment: [String: String]) -> AzureCloud? {
    guard let manager = environment["AZURE_RESOURCE_MANAGER_ENDPOINT"], !manager.isEmpty else {
      return nil
    }
    return AzureCloud(
      name: "AzureStackCloud", authority: environment["AZURE_AUTHORITY_HOST"] ?? manager,
      manager: manager, audience: environment["AZURE_RESOURCE_MANAGER_AUDIENCE"] ?? manager,
      domain: environment["AZURE_DNS_SUFFIX"] ?? global.domain)
  }
}
