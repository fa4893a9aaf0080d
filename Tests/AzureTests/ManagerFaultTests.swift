// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import Azure

/// Errors of Azure Resource Manager, as a person reads them.
struct ManagerFaultTests {
  private static let cases = [
    (#"{"error": {"code": "NotFound", "message": "no such thing"}}"#, "NotFound", "no such thing"),
    (#"{"code": "BadRequest", "message": "two\nlines"}"#, "BadRequest", "two lines"),
    (
      #"{"error": {"code": "InvalidParameter", "message": "bad size", "target": "vmSize"}}"#,
      "InvalidParameter", "bad size (vmSize)"
    ),
    (
      #"{"error": {"code": "DeploymentFailed", "message": "At least one failed.", "details": "#
        + #"[{"code": "QuotaExceeded", "message": "8 of 10 cores are used"}]}}"#,
      "QuotaExceeded", "At least one failed.; QuotaExceeded: 8 of 10 cores are used"
    ),
    (
      #"{"error": {"code": "C", "message": "see https://x.blob/?a=1&sig=c2VjcmV0 now"}}"#, "C",
      "see https://x.blob/?a=1&sig=*** now"
    ),
    (
      #"{"error": {"code": "C", "message": "token eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6In"#
        + #"yZXQ was refused"}}"#,
      "C", "token *** was refused"
    ),
  ]

  @Test(arguments: cases) func `code and words`(body: String, code: String, message: String) throws
  {
    let fault = try #require(ManagerFault(JSON.parse(body)))
    #expect(fault.code == code)
    #expect(fault.message == message)
  }

  @Test(arguments: ["{}", "[]", #"{"error": "text"}"#]) func `no error at all`(body: String) throws
  {
    #expect(ManagerFault(try JSON.parse(body)) == nil)
  }

  private static let ids = [
    ("/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/V", "S", "G"),
    ("/subscriptions/S/resourcegroups/G", "S", "G"),
    ("/subscriptions/S/providers/Microsoft.Network/locations/subscriptions/x", "S", nil),
  ]

  @Test(arguments: ids) func `an id`(text: String, subscription: String, group: String?) {
    #expect(ResourceID(text).subscription == subscription)
    #expect(ResourceID(text).group == group)
  }
}
