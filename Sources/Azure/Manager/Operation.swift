// SPDX-License-Identifier: Apache-2.0

package import HTTP
package import Manifest

/// Something that Azure has begun and not ended: where to ask, and how the answer is to be read. Its text
/// is what a status keeps.
package struct Operation: Sendable, Hashable {
  package enum Manner: String, Sendable {
    /// `Azure-AsyncOperation`: the answer says `status`.
    case status
    /// `Location`: the answer is 202 for as long as it runs.
    case location
  }

  package let manner: Manner
  package let url: String

  package init(_ manner: Manner, _ url: String) {
    self.manner = manner
    self.url = url
  }

  /// Reads the text.
  package init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":"),
      let manner = Manner(rawValue: String(text[..<colon]))
    else { return nil }
    self.init(manner, String(text[text.index(after: colon)...]))
  }

  package var text: String { "\(manner.rawValue):\(url)" }

  /// What an answer to a call that writes has begun; nil where it has done all there is to do.
  package init?(_ status: Int, _ headers: HTTPHeaders, _ body: Value) {
    guard [200, 201, 202].contains(status) else { return nil }
    let state = body["properties", "provisioningState"]?.string
    // Some answer with a place to ask although there is nothing left to ask for.
    if status == 200, state == "Succeeded" { return nil }
    if let url = headers["Azure-AsyncOperation"], !url.isEmpty {
      self.init(.status, url)
    } else if status == 202, let url = headers["Location"], !url.isEmpty {
      self.init(.location, url)
    } else {
      return nil
    }
  }

  /// Whether it is asked for at the manager of a cloud: nobody else is shown a token.
  package func isAt(_ cloud: AzureCloud) -> Bool {
    let (url, manager) = (url.lowercased(), cloud.manager.lowercased())
    return url.hasPrefix(manager + "/")
  }

  /// What has become of it.
  package enum State: Sendable, Hashable {
    case running
    case done
    case failed(code: String?, message: String)
    /// The answer is about something else: who asks, or how often.
    case untold
  }

  package func state(_ status: Int, _ body: Value) -> State {
    switch manner {
    case .status:
      guard status == 200 || status == 202 else { return .untold }
      return Self.state(body["status"]?.string ?? "", body)
    case .location:
      if status == 202 { return .running }
      if [200, 201, 204].contains(status) { return .done }
      guard (400..<500).contains(status), ![401, 404, 408, 429].contains(status),
        let fault = ManagerFault(body)
      else { return .untold }
      return .failed(code: fault.code, message: fault.message)
    }
  }

  private static func state(_ word: String, _ body: Value) -> State {
    switch word.lowercased() {
    case "succeeded": return .done
    case "failed", "canceled", "cancelled":
      let fault = ManagerFault(body["error"] ?? .null)
      return .failed(
        code: fault?.code, message: fault?.message ?? "the operation has ended as \(word)")
    default: return .running
    }
  }
}
