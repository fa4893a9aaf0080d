// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import ManagementAPI

struct TableTests {
  private static let ages: [(seconds: Int, text: String)] = [
    (0, "0s"), (119, "119s"), (120, "2m"), (130, "2m10s"), (599, "9m59s"), (600, "10m"),
    (10_799, "179m"), (10_800, "3h"), (12_600, "3h30m"), (28_800, "8h"), (172_799, "47h"),
    (172_800, "2d"), (180_000, "2d2h"), (691_200, "8d"), (63_072_000, "2y"),
    (63_158_400, "2y1d"), (252_288_000, "8y"), (-5, "0s"),
  ]

  @Test(arguments: ages)
  func `ages are said as kubectl says them`(seconds: Int, text: String) {
    #expect(Duration.seconds(seconds).human == text)
  }

  @Test func `columns are what the kind says, after the name`() throws {
    var version = ServedVersion("v1")
    version.columns = [
      PrinterColumn("Replicas", "integer", path: ".spec.replicas"),
      PrinterColumn("Phase", "string", path: ".status.phase"),
      PrinterColumn("Age", "date", path: ".metadata.creationTimestamp"),
    ]
    let table = Table(version: version, now: Time(seconds: 300))
    let list: Value = [
      "metadata": ["resourceVersion": "7"],
      "items": [
        [
          "metadata": ["name": "a", "creationTimestamp": "1970-01-01T00:00:00Z"],
          "spec": ["replicas": 3], "status": ["phase": "Running"],
        ],
        ["metadata": ["name": "b"], "spec": ["replicas": "three"]],
      ],
    ]
    let value = try table.value(of: list)
    #expect(
      value["columnDefinitions"]?.list?.compactMap { $0["name"]?.string }
        == ["Name", "Replicas", "Phase", "Age"])
    #expect(value["metadata"] == ["resourceVersion": "7"])
    #expect(
      value["rows"]?.list?.compactMap { $0["cells"] }
        == [["a", 3, "Running", "5m"], ["b", .null, .null, .null]])
    #expect(value["rows"]?.list?.first?["object"]?["kind"] == "PartialObjectMetadata")
  }

  @Test func `a kind without columns has a name and an age`() throws {
    let table = Table(version: ServedVersion("v1"), now: Time(seconds: 60), included: .none)
    let object: Value = ["metadata": ["name": "a", "creationTimestamp": "1970-01-01T00:00:00Z"]]
    let value = try table.value(of: object)
    #expect(value["rows"] == [["cells": ["a", "60s"]]])
  }

  @Test func `cells need no more of an object than the columns lead to`() throws {
    var version = ServedVersion("v1")
    version.columns = [
      PrinterColumn("Ready", "string", path: #".status.conditions[?(@.type=="Ready")].status"#),
      PrinterColumn("Who", "string", path: ".metadata.managedFields[0].manager"),
      PrinterColumn("Replicas", "integer", path: ".spec.replicas"),
    ]
    let table = Table(version: version, now: Time(seconds: 300), included: .none)
    let object = try JSON.parse(
      #"""
      {"apiVersion": "a.dev/v1", "kind": "A", "spec": {"replicas": 3, "other": "text"}, "metadata":
      {"name": "a", "resourceVersion": "7", "managedFields": [{"manager": "me", "fieldsV1": {}}]},
      "status": {"conditions": [{"type": "Ready", "status": "True", "message": "all is well"}]}}
      """#)
    let outline = try #require(try table.outline)
    let part = try JSON.parse(try #require(outline.excerpt(of: JSON.bytes(object))))
    let value = try table.value(of: part)
    #expect(value == (try table.value(of: object)))
    #expect(value["metadata"] == ["resourceVersion": "7"])
    #expect(value["rows"] == [["cells": ["a", "True", "me", 3]]])
    #expect(!JSON.text(part).contains("text") && !JSON.text(part).contains("well"))
    version.columns.append(PrinterColumn("Own") { object, _ in object["kind"] ?? "" })
    #expect(try Table(version: version, now: Time(seconds: 300)).outline == nil)
  }
}
