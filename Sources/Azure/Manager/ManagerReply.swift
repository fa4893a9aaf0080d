// SPDX-License-Identifier: Apache-2.0

package import HTTP
package import Manifest

/// What Azure Resource Manager answered, or why there is no answer.
package struct ManagerReply: Sendable {
  /// 0 where nobody answered.
  package var status: Int
  package var headers = HTTPHeaders()
  package var body = Value.null
  package var code: String?
  package var message: String?
  /// In seconds.
  package var retryAfter: Int64?

  package init(_ status: Int, code: String? = nil, message: String? = nil, retryAfter: Int64? = nil)
  {
    self.status = status
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
  }

  init(_ response: HTTPResponse, _ text: String) {
    status = response.status
    headers = response.headers
    body = (try? JSON.parse(text)) ?? .null
    // A date is rare, and the usual wait does as well.
    retryAfter = headers["Retry-After"].map { Int64($0) ?? 60 }
    if status == 429, retryAfter == nil { retryAfter = 60 }
    guard !response.isSuccess else { return }
    let fault = ManagerFault(body)
    code = fault?.code
    message = fault?.message ?? String(ManagerFault.redacted(text).prefix(300))
    if message?.isEmpty == true { message = nil }
    guard status == 404, let code, Self.hidesAll.contains(code) else { return }
    // What cannot be seen is not known to be gone.
    status = 403
  }

  /// Codes of 404 that tell of the way to the resource, not of the resource.
  private static let hidesAll: Set<String> = [
    "SubscriptionNotFound", "InvalidSubscriptionId", "SubscriptionNotRegistered",
    "InvalidAuthenticationTokenTenant", "TenantNotFound",
  ]
}
