// SPDX-License-Identifier: Apache-2.0

import Manifest

@testable import API

/// A page of the reference: one kind, and what every field of its stored version means.
struct KindPage {
  let kind: Kind

  func text() throws -> String {
    let version = try kind.version(kind.storedVersion)
    let names = ([kind.plural] + kind.shortNames).map { "`\($0)`" }.joined(separator: ", ")
    var lines = [
      "# \(kind.kind)", "", version.schema["description"]?.string ?? "", "",
      "`\(kind.group)`, versions \(kind.versions.map { "`\($0)`" }.joined(separator: ", ")), "
        + "of which the first is stored and described here; for kubectl \(names).", "",
    ]
    if !version.columns.isEmpty { lines += columns(version) + [""] }
    lines += ["| field | type | meaning |", "|---|---|---|"]
    for part in ["spec", "status"] {
      if let schema = version.schema["properties", part] { rows(part, schema, into: &lines) }
    }
    for entry in version.schema["properties"]?.map ?? [:]
    where !["apiVersion", "kind", "metadata", "spec", "status"].contains(entry.key) {
      row(entry.key, entry.value, isRequired: false, into: &lines)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func columns(_ version: KindVersion) -> [String] {
    let names = version.columns.map { column in
      let name = "`\((column["name"]?.string ?? "").uppercased())`"
      return column["priority"] == nil ? name : "\(name) (wide)"
    }
    return ["Columns: \(names.joined(separator: ", "))."]
  }

  private func rows(_ path: String, _ schema: Value, into lines: inout [String]) {
    let required = Set((schema["required"]?.list ?? []).compactMap(\.string))
    for entry in schema["properties"]?.map ?? [:] {
      row(
        "\(path).\(entry.key)", entry.value, isRequired: required.contains(entry.key), into: &lines)
    }
  }

  private func row(
    _ path: String, _ schema: Value, isRequired: Bool, into lines: inout [String]
  ) {
    let meaning = (schema["description"]?.string ?? "").split(whereSeparator: \.isNewline)
    let words =
      [meaning.joined(separator: " ").replacing("|", with: "\\|")] + notes(schema, isRequired)
    lines.append(
      "| `\(path)` | \(type(schema)) | \(words.filter { !$0.isEmpty }.joined(separator: " ")) |")
    if let items = schema["items"] { rows("\(path)[]", items, into: &lines) }
    if let values = schema["additionalProperties"] { rows("\(path).*", values, into: &lines) }
    rows(path, schema, into: &lines)
  }

  private func notes(_ schema: Value, _ isRequired: Bool) -> [String] {
    var notes: [String] = isRequired ? ["Required."] : []
    if let value = schema["default"] { notes.append("Usually `\(shown(value))`.") }
    let choices = (schema["enum"]?.list ?? []).map { "`\(shown($0))`" }
    if !choices.isEmpty { notes.append("One of \(choices.joined(separator: ", ")).") }
    return notes
  }

  private func shown(_ value: Value) -> String {
    value.string ?? String(decoding: JSON.bytes(value), as: UTF8.self)
  }

  private func type(_ schema: Value) -> String {
    if schema["x-kubernetes-int-or-string"] == true { return "integer or string" }
    if let items = schema["items"] { return "list of \(type(items))" }
    if let values = schema["additionalProperties"] { return "map of \(type(values))" }
    return schema["type"]?.string ?? "any"
  }
}
