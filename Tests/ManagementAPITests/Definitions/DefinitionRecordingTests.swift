// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import ManagementAPI
import Manifest
import Testing

/// Definitions good and bad, beside what a real kube-apiserver said to each.
struct DefinitionRecordingTests {
  private static let collection = Address(
    Resource(
      group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions"))

  private static func recorded() throws -> [Value] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/definitions/definitions.json")
    return try JSON.parse(Array(try Data(contentsOf: file)))["cases"]?.list ?? []
  }

  @Test func `each definition ends as it does in a real API server`() async throws {
    let cases = try Self.recorded()
    try #require(cases.count > 80)
    try await TestPlane.run { plane in
      for recorded in cases {
        let name = Comment(rawValue: recorded["name"]?.string ?? "")
        let sent = Object(recorded["body"] ?? [:])
        do throws(StatusError) {
          let made = try await plane.client.create(sent, at: Self.collection)
          #expect(recorded["code"] == 201, name)
          #expect(made.spec == recorded["spec"], name)
          #expect(made.status["storedVersions"] == recorded["storedVersions"], name)
        } catch {
          #expect(recorded["code"] == .int(Int64(error.code)), name)
          let causes = (recorded["causes"]?.list ?? []).map(Self.said)
          #expect(Set(error.details.causes.map(Self.said)) == Set(causes), name)
        }
      }
    }
  }

  private static func said(_ cause: Value) -> [String] {
    said((cause.list ?? []).map { $0.string ?? "" })
  }

  private static func said(_ cause: StatusError.Cause) -> [String] {
    said([cause.reason, cause.field, cause.message])
  }

  /// The server prints large values in Go's own way, and has its own words for names and for what is
  /// wrong with a regular expression.
  private static func said(_ cause: [String]) -> [String] {
    guard cause.count == 3 else { return cause }
    var words = cause[2]
    if words.hasPrefix("Invalid value: "), let end = words.range(of: ": ", options: .backwards) {
      words = String(words[end.upperBound...])
    }
    let isName = cause[1].hasPrefix("spec.names.") && words.contains("my-name")
    if isName || cause[1].hasSuffix(".pattern") { words = "" }
    // Servers since 1.25 tell a wrong type from other wrong values.
    let reason = cause[0] == "FieldValueTypeInvalid" ? "FieldValueInvalid" : cause[0]
    return [reason, cause[1], words]
  }
}
