// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What Entra says when it lets nobody in, in words that a person can act on.
struct EntraFault {
  let code: String
  let cause: String
  let hint: String?

  private struct Known {
    let cause: String
    let hint: String
  }

  private static let known: [Int64: Known] = [
    7_000_215: Known(
      cause: "the client secret is wrong",
      hint: "give the value of the secret, not its id"),
    7_000_222: Known(
      cause: "the client secret has expired",
      hint: "make a new one for the application, and put it into the Secret"),
    7_000_112: Known(
      cause: "the application is disabled", hint: "enable it in the tenant, or use another"),
    700_016: Known(
      cause: "the tenant has no such application", hint: "check the client id and the tenant id"),
    90_002: Known(cause: "there is no such tenant", hint: "check the tenant id and the cloud"),
    900_023: Known(
      cause: "the tenant id is neither an id nor a domain", hint: "check the tenant id"),
    700_027: Known(
      cause: "the certificate is not one of the application's",
      hint: "add its public half to the application"),
    700_024: Known(
      cause: "the assertion is not valid at this time", hint: "set the clock of this machine"),
    70_021: Known(
      cause: "the application trusts no such federated token",
      hint: "add a federated credential with the token's issuer, subject and audience"),
    700_211: Known(
      cause: "the application trusts no token of this issuer",
      hint: "add a federated credential with the token's issuer"),
    700_213: Known(
      cause: "the application trusts no token of this subject",
      hint: "add a federated credential with the token's subject"),
    53_003: Known(
      cause: "a policy of conditional access forbids it",
      hint: "let the policy of the tenant except this application"),
  ]

  init(_ answer: Value, status: Int) {
    let text = answer["error_description"]?.string ?? answer["error"]?.string ?? ""
    let number = answer["error_codes"]?.list?.first?.int ?? Self.number(in: text)
    code = number.map { "AADSTS\($0)" } ?? answer["error"]?.string ?? "HTTP \(status)"
    if let number, let known = Self.known[number] {
      (cause, hint) = (known.cause, known.hint)
    } else {
      cause = text.isEmpty ? "the answer was \(status)" : Self.sentence(text)
      hint = nil
    }
  }

  private static func number(in text: String) -> Int64? {
    guard text.hasPrefix("AADSTS") else { return nil }
    return Int64(text.dropFirst(6).prefix { $0.isNumber })
  }

  /// Without the ids and times that follow.
  private static func sentence(_ text: String) -> String {
    let head = text.split(separator: "\n").first.map(String.init) ?? text
    let words = head.split(separator: " ", omittingEmptySubsequences: true)
    let end = words.firstIndex { $0 == "Trace" } ?? words.endIndex
    return String(words[..<end].joined(separator: " ").prefix(300))
  }
}
