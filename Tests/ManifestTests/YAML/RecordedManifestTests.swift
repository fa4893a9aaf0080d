// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit
import Testing

/// What kubectl reads in manifests, and how it prints them, as recorded in `Golden/manifests`.
struct RecordedManifestTests {
  @Test func `every form of scalar is read and written as kubectl does it`() async throws {
    try await check(ManifestWriter.everyScalar(), "manifests/scalars")
  }

  @Test(arguments: 0..<10)
  func `a manifest is read and written as kubectl does it`(seed: Int) async throws {
    try await check(ManifestWriter.manifest(seed: seed), "manifests/read-\(seed)")
  }

  @Test(arguments: 0..<6)
  func `text of all kinds is written as kubectl does it`(seed: Int) async throws {
    var random = SeededRandom(UInt64(seed))
    let texts = (0..<60).map { _ in
      Value.string(Tricky.text(of: Tricky.pieces, most: 12, using: &random))
    }
    // In a map of two, the order of keys cannot go in circles.
    let maps = (0..<30).map { _ in
      Value.map(
        Map(
          (0..<2).map { _ in
            let key = Tricky.text(of: Tricky.pieces, most: 8, using: &random)
            return (
              key == "<<" ? "" : key,
              .list([Tricky.value(depth: 0, of: Tricky.pieces, using: &random)])
            )
          }))
    }
    let object: Value = [
      "apiVersion": "example.com/v1", "kind": "Thing", "metadata": ["name": "a"],
      "texts": .list(texts), "maps": .list(maps),
    ]
    try await check(JSON.text(object), "manifests/write-\(seed)")
  }

  private func check(_ manifest: String, _ name: String) async throws {
    try Golden.check(manifest, "\(name).yaml", test: Oracle.file)
    let json = try await Oracle.text("\(name).out.json") {
      try await Oracle.printed(manifest, as: "json")
    }
    let yaml = try await Oracle.text("\(name).out.yaml") {
      try await Oracle.printed(manifest, as: "yaml")
    }
    let value = try YAML.parse(manifest)
    #expect(JSON.text(value, style: .kubectl) + "\n" == json)
    #expect(YAML.text(value) == yaml)
    let again = try YAML.parse(yaml)
    #expect(again == (try JSON.parse(json)))
  }
}
