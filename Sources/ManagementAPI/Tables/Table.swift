// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Objects as a table, for people: what `kubectl get` shows. Pure.
struct Table {
  let version: ServedVersion
  let now: Time
  /// What each row carries of its object beside the cells.
  var included = Included.metadata
  var metaVersion = Presentation.MetaVersion.v1

  enum Included: String {
    case none = "None"
    case metadata = "Metadata"
    case object = "Object"
  }

  /// The table of one object, or of a list.
  func value(of answer: Value) throws(StatusError) -> Value {
    let columns = try columns()
    let objects = answer["items"]?.list ?? [answer]
    var metadata: Value = [:]
    for key in ["resourceVersion", "continue", "remainingItemCount"] {
      metadata[key] = answer["metadata"]?[key]
    }
    var rows: [Value] = []
    for object in objects { rows.append(row(object, columns)) }
    return [
      "kind": "Table", "apiVersion": metaVersion.apiVersion, "metadata": metadata,
      "columnDefinitions": .list(columns.map(\.definition)), "rows": .list(rows),
    ]
  }

  /// What the cells are read from, and the table's own metadata; nil where some are worked out from whole
  /// objects.
  var outline: Outline? {
    get throws(StatusError) {
      var paths = try columns().map(\.path)
      paths.append(Self.revision)
      guard !paths.contains(nil) else { return nil }
      return Outline(of: paths.compactMap(\.self))
    }
  }

  private static let revision = try? JSONPath(parsing: ".metadata.resourceVersion")

  private struct Column {
    let column: PrinterColumn
    let path: JSONPath?

    var definition: Value {
      [
        "name": .string(column.name), "type": .string(column.type),
        "format": .string(column.format), "description": .string(column.description),
        "priority": .int(column.priority),
      ]
    }
  }

  private func columns() throws(StatusError) -> [Column] {
    let own = version.columns.isEmpty ? [PrinterColumn.age] : version.columns
    let isNamed = own.contains { $0.format == "name" }
    var columns: [Column] = []
    for column in isNamed ? own : [PrinterColumn.name] + own {
      do throws(ManifestError) {
        let path = column.cell == nil ? try JSONPath(parsing: column.path) : nil
        columns.append(Column(column: column, path: path))
      } catch {
        throw .internalError("column \(column.name): \(error)")
      }
    }
    return columns
  }

  private func row(_ object: Value, _ columns: [Column]) -> Value {
    var row: Value = ["cells": .list(columns.map { cell(object, $0) })]
    switch included {
    case .none: break
    case .object: row["object"] = object
    case .metadata: row["object"] = PartialMetadata(version: metaVersion).of(object)
    }
    return row
  }

  private func cell(_ object: Value, _ column: Column) -> Value {
    if let cell = column.column.cell { return cell(object, now) }
    // A path that leads nowhere makes an empty cell, not an error: the next row may have it.
    guard let found = try? column.path?.first(in: object) else { return .null }
    switch (column.column.type, found) {
    case ("date", .string(let text)):
      return .string(Time(text).map { (now - $0).human } ?? "<invalid>")
    case ("string", .string), ("integer", .int), ("number", .int), ("number", .double),
      ("boolean", .bool):
      return found
    case ("string", _): return .string(JSON.text(found))
    default: return .null
    }
  }
}

/// An object without what it is about: names, labels, owners.
struct PartialMetadata {
  var version = Presentation.MetaVersion.v1

  func of(_ object: Value) -> Value {
    [
      "kind": "PartialObjectMetadata", "apiVersion": version.apiVersion,
      "metadata": object["metadata"] ?? [:],
    ]
  }

  func ofList(_ list: Value) -> Value {
    [
      "kind": "PartialObjectMetadataList", "apiVersion": version.apiVersion,
      "metadata": list["metadata"] ?? [:],
      "items": .list((list["items"]?.list ?? []).map(of)),
    ]
  }
}
