// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log

/// The request that gets a token. Pure, but for what it is given.
struct TokenRequest {
  let cloud: AzureCloud

  /// Of an application, at Entra.
  func application(_ tenant: String, _ client: String, _ proof: [(String, String)]) -> HTTPRequest {
    var request = HTTPRequest("POST", place(of: tenant))
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    let fields =
      [
        ("grant_type", "client_credentials"), ("client_id", client),
        ("scope", cloud.audience + "/.default"),
      ] + proof
    request.body = .text(
      fields.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&"))
    return sent(request)
  }

  func place(of tenant: String) -> String {
    "\(cloud.authority)/\(percentEncoded(tenant))/oauth2/v2.0/token"
  }

  static func assertion(_ text: String) -> [(String, String)] {
    [
      ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
      ("client_assertion", text),
    ]
  }

  /// Of the machine that this runs on.
  func machine(at metadata: String, client: String?, resource: String?) -> HTTPRequest {
    var query = [("api-version", "2018-02-01"), ("resource", cloud.audience)]
    if let client { query.append(("client_id", client)) }
    if let resource { query.append(("msi_res_id", resource)) }
    let text = query.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
    var request = HTTPRequest("GET", "\(metadata)/metadata/identity/oauth2/token?\(text)")
    request.headers["Metadata"] = "true"
    // The service refuses what came through a proxy.
    request.proxy = .none
    request.connectTimeout = .seconds(5)
    return sent(request)
  }

  private func sent(_ request: HTTPRequest) -> HTTPRequest {
    var request = request
    request.headers["Accept"] = "application/json"
    request.deadline = .seconds(30)
    request.redirects = .none
    return request
  }
}
