// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import Manifest
import Spawn
import TestKit
import Testing

@testable import GitOps

/// Files as SOPS encrypts them. `flux.yaml` is a published test file that SOPS 3.10.2 wrote; the others
/// are what `record.py` made of the format's facts.
struct SopsTests {
  static func golden(_ name: String) throws -> [UInt8] {
    let file = try #require(
      Bundle.module.resourceURL?.appending(path: "Golden/sops/\(name)"))
    return [UInt8](try Data(contentsOf: file))
  }

  static func identities(_ name: String = "key.agekey") throws -> [AgeIdentity] {
    try AgeIdentity.read(String(decoding: golden(name), as: UTF8.self), named: name)
  }

  static func open(_ name: String, with key: String = "key.agekey") throws -> String {
    let file = try #require(try SopsFile(golden(name), named: name))
    return String(decoding: try file.decrypted(identities(key)), as: UTF8.self)
  }

  @Test func `what SOPS itself wrote is opened, and its code is right`() throws {
    let value = try YAML.parse(try Self.open("flux.yaml", with: "flux-key.agekey"))
    #expect(value["stringData", "key"]?.string?.isEmpty == false)
    #expect(value["sops"] == nil)
    #expect(value["metadata", "name"] == "global-age-secret")
  }

  @Test func `values get back their types`() throws {
    let value = try YAML.parse(try Self.open("secret.yaml"))
    let wanted = try YAML.parse(
      "{password: hunter2, port: 5432, tls: true, ratio: 1.5, list: [one, two]}")
    #expect(value["stringData"] == wanted)
    #expect(value["sops"] == nil)
  }

  @Test func `json stays json, and lines stay lines`() throws {
    #expect(try JSON.parse(Array(Self.open("secret.json").utf8))["data", "password"] == "hunter2")
    #expect(try Self.open("secret.env") == "USER=ada\nPASSWORD=hunter2\n")
  }

  @Test func `any bytes come back as they were`() throws {
    let file = try #require(try SopsFile(Self.golden("secret.bin"), named: "secret.bin"))
    #expect(try file.decrypted(Self.identities()) == [0, 0xff, 1])
  }

  @Test(arguments: ["a: b", "sops: {mac: 1}", "# sops ENC[AES256_GCM,x]\na: b", ""])
  func `what is not encrypted is left alone`(_ text: String) throws {
    #expect(try SopsFile(Array(text.utf8), named: "a.yaml") == nil)
  }

  @Test func `another key opens nothing, and the error names the recipient`() throws {
    let error = #expect(throws: GitOpsError.self) {
      try Self.open("secret.yaml", with: "flux-key.agekey")
    }
    #expect(error?.description.contains("age1") == true)
    #expect(error?.description.contains("secret.yaml") == true)
  }

  @Test(arguments: [
    ("name: db", "name: other"), ("password: ", "passwort: "), ("data:0", "data:1"),
    ("    - ENC", "    - x\n    - ENC"), ("kind: Secret\n", ""),
  ])
  func `nothing can be changed unseen`(_ change: (String, String)) throws {
    let text = String(decoding: try Self.golden("secret.yaml"), as: UTF8.self)
    // A digit that stands there whatever was recorded.
    let (old, new) =
      change.0 == "data:0"
      ? (text.firstData, text.firstData.turned) : change
    let file = try #require(
      try SopsFile(Array(text.replacing(old, with: new, maxReplacements: 1).utf8), named: "s.yaml"))
    #expect(throws: GitOpsError.self) { try file.decrypted(Self.identities()) }
  }

  @Test func `a format that is not known is refused by its name`() throws {
    let text = "[data]\npassword = ENC[AES256_GCM,data:x]\n[sops]\nmac = ENC[AES256_GCM,data:x]\n"
    let error = #expect(throws: GitOpsError.self) {
      try SopsFile(Array(text.utf8), named: "secret.ini")
    }
    #expect(error?.description.contains("secret.ini") == true)
  }
}

extension String {
  fileprivate var firstData: String {
    guard let place = firstRange(of: ",data:") else { return "" }
    return String(self[place.lowerBound...].prefix(9))
  }

  /// The same with another last letter.
  fileprivate var turned: String { dropLast() + (last == "A" ? "B" : "A") }
}
