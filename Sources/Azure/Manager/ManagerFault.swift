// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// An error of Azure Resource Manager: its code, and what it says, with everything that belongs to it.
package struct ManagerFault: Sendable, Hashable {
  package let code: String
  package let message: String

  /// Nil where the body tells of no error.
  package init?(_ body: Value) {
    let error = body["error"]?.map == nil ? body : body["error"] ?? .null
    guard let code = error["code"]?.string ?? error["Code"]?.string else { return nil }
    let details = (error["details"]?.list ?? []).compactMap(Self.detail)
    // The outermost word is often the least telling.
    let inner = (error["details"]?.list ?? []).compactMap { $0["code"]?.string }.first
    self.code = Self.isVague(code) ? inner ?? code : code
    var parts = [Self.words(error)] + details
    parts.removeAll(where: \.isEmpty)
    var seen: Set<String> = []
    let text = parts.filter { seen.insert($0).inserted }.joined(separator: "; ")
    message = Self.redacted(String(text.prefix(800)))
  }

  private static func isVague(_ code: String) -> Bool {
    ["DeploymentFailed", "OperationFailed", "ResourceOperationFailure"].contains(code)
  }

  private static func detail(_ value: Value) -> String? {
    let text = words(value)
    let inner = (value["details"]?.list ?? []).compactMap(detail)
    let parts = ([text] + inner).filter { !$0.isEmpty }
    guard !parts.isEmpty else { return nil }
    let code = value["code"]?.string.map { "\($0): " } ?? ""
    return code + parts.joined(separator: "; ")
  }

  private static func words(_ error: Value) -> String {
    let text = error["message"]?.string ?? error["Message"]?.string ?? ""
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard let target = error["target"]?.string, !target.isEmpty, !line.contains(target) else {
      return line
    }
    return "\(line) (\(target))"
  }

  /// Without what lets somebody in: tokens, and signatures of URLs.
  static func redacted(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let word = String(word)
      if let start = word.firstRange(of: "eyJ"), word[start.lowerBound...].count > 40 {
        return String(word[..<start.lowerBound]) + "***"
      }
      for mark in ["sig=", "Signature="] {
        if let start = word.firstRange(of: mark) {
          return String(word[..<start.upperBound]) + "***"
        }
      }
      return word
    }.joined(separator: " ")
  }
}
