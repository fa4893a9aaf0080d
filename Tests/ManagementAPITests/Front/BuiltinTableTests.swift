// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Manifest
import Testing

@testable import ManagementAPI

/// Tables of Kubernetes' own kinds, beside those that a real kube-apiserver made of the same objects.
struct BuiltinTableTests {
  private static func recorded() throws -> [Value] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/tables/tables.json")
    return try JSON.parse(Array(try Data(contentsOf: file)))["cases"]?.list ?? []
  }

  /// What depends on when one looks.
  private static let ages: Set<String> = ["Age", "Last Seen", "First Seen"]

  @Test func `every kind has the columns and cells of a real server`() throws {
    let cases = try Self.recorded()
    try #require(cases.count > 40)
    for recorded in cases {
      let object = try #require(recorded["object"])
      let path = try #require(recorded["path"]?.string)
      let name = "\(path)/\(object["metadata"]?["name"]?.string ?? "")"
      let table = try Table(version: try Self.version(at: path), now: .now()).value(of: object)
      let columns = table["columnDefinitions"]?.list ?? []
      let titles = columns.compactMap { $0["name"]?.string }
      let expected = recorded["columns"]?.list ?? []
      #expect(titles == expected.compactMap { $0.list?[0].string }, "\(name)")
      #expect(columns.map { $0["priority"] } == expected.map { $0.list?[3] }, "\(name)")
      let cells = table["rows"]?.list?.first?["cells"]?.list ?? []
      for (title, (cell, wanted)) in zip(titles, zip(cells, recorded["cells"]?.list ?? [])) {
        if Self.ages.contains(title), wanted != "<unknown>" { continue }
        #expect(cell == wanted, "\(name), \(title)")
      }
    }
  }

  private static func version(at path: String) throws -> ServedVersion {
    guard case .resource(let address)? = Route.read(path)?.route else {
      throw StatusError.noSuchResource()
    }
    return try #require(Catalog.core.find(address.resource)).version
  }
}
