// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import Foundation
import HTTP
import Manifest
import TestKit

/// An emulator that listens, and what a test asks it behind the clients' backs.
struct EmulatedAzure: Sendable {
  static let tenant = "7e57a000-0000-4000-8000-000000000001"
  static let client = "c11e4000-0000-4000-8000-000000000001"
  static let subscription = "50b5c000-0000-4000-8000-000000000001"
  static let secret = "emulator-secret"

  private let emulator: AzureEmulator
  let url: String

  /// `settings` are merged into the usual ones.
  static func run(_ settings: String, _ body: (EmulatedAzure) async throws -> Void) async throws {
    let emulator = try AzureEmulator(try Settings(try JSON.parse(settings)))
    let azure = EmulatedAzure(emulator: emulator, url: "http://\(try emulator.listen())")
    let ending = await Result { try await body(azure) }
    await emulator.shutDown()
    try ending.get()
  }

  // MARK: What is there

  private func ask(_ word: String) -> [Value] {
    emulator.answer(Call("GET", "/emulator/\(word)")).body?["value"]?.list ?? []
  }

  var resources: [Value] { ask("resources") }
  /// Every call that came, in order.
  var requests: [Value] { ask("requests") }

  /// In lower case, without what is before the provider; of groups without the subscription.
  var names: [String] {
    resources.compactMap { $0["id"]?.string }.map(Self.short).sorted()
  }

  static func short(_ id: String) -> String {
    let lower = id.lowercased()
    if let last = lower.components(separatedBy: "/providers/").dropFirst().last { return last }
    return lower.components(separatedBy: "/").dropFirst(3).joined(separator: "/")
  }

  /// The resource whose id ends so.
  subscript(_ end: String) -> Value? {
    resources.first { $0["id"]?.string?.lowercased().hasSuffix(end.lowercased()) == true }
  }

  /// Paths of what came to be by a call, as often as it did.
  var made: [String] {
    requests.filter { $0["method"] == "PUT" && [201, 202].contains($0["status"]?.int) }
      .compactMap { $0["path"]?.string?.lowercased() }
  }

  // MARK: What others do

  func change(_ settings: String) {
    _ = emulator.answer(
      Call("PATCH", "/emulator/settings", body: Array(settings.utf8)))
  }

  /// Gives the client back all that it may usually do.
  func allow() {
    change(
      """
      {"tenant": "\(Self.tenant)", "otherTenants": [], "clients": {"\(Self.client)": {
        "secret": "\(Self.secret)", "expired": false, "denied": []}}}
      """)
  }

  func turnClock(_ seconds: Int) {
    _ = emulator.answer(
      Call("POST", "/emulator/clock", body: Array(#"{"advance": \#(seconds)}"#.utf8)))
  }

  func forgetRequests() { _ = emulator.answer(Call("DELETE", "/emulator/requests")) }

  func plant(_ fault: String) {
    _ = emulator.answer(Call("POST", "/emulator/faults", body: Array(fault.utf8)))
  }

  /// Takes it away, as somebody's hand would in the portal.
  func take(_ end: String) {
    guard let id = self[end]?["id"]?.string else { return }
    _ = emulator.answer(Call("DELETE", "/emulator/resources", query: [("id", id)]))
  }

  /// Somebody else who may do what we may, and has made what they put.
  @discardableResult
  func put(_ path: String, _ body: String, method: String = "PUT") throws -> Value {
    let form =
      "grant_type=client_credentials&client_id=\(Self.client)&client_secret=\(Self.secret)"
    let door = Call("POST", "/\(Self.tenant)/oauth2/v2.0/token", body: Array(form.utf8))
    let token = emulator.answer(door).body?["access_token"]?.string ?? ""
    let reply = emulator.answer(
      Call(
        method, "/subscriptions/\(Self.subscription)\(path)",
        query: [("api-version", "2021-01-01")], headers: ["Authorization": "Bearer \(token)"],
        body: Array(body.utf8)))
    guard reply.status < 300 else {
      throw TestFailure("\(method) \(path)", JSON.text(reply.body ?? .null))
    }
    return reply.body ?? .null
  }
}
