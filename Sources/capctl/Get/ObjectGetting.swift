// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Log
import Manifest
import Views

/// Objects shown whole, or by fields of theirs.
struct ObjectGetting {
  let session: Session
  let choice: Choice
  let keepsManagedFields: Bool
  let tellsMissing: Bool

  func run(as form: OutputForm, header: Bool) async throws -> ExitCode {
    let (objects, misses) = try await objects()
    for miss in misses where tellsMissing { session.console.complain(of: miss) }
    if !objects.isEmpty || !isSingle {
      try session.console.write(text(of: objects, as: form, header: header))
    }
    return misses.isEmpty || !tellsMissing ? .done : .notFound
  }

  /// Whether one object is asked for, which then stands alone.
  private var isSingle: Bool {
    choice.wanted.count == 1 && choice.wanted[0].names.count == 1
  }

  private func objects() async throws -> (found: [(APIResource, Object)], misses: [StatusError]) {
    var found: [(APIResource, Object)] = []
    var misses: [StatusError] = []
    for wanted in choice.wanted {
      guard !wanted.names.isEmpty else {
        found += try await list(wanted.resource).map { (wanted.resource, $0) }
        continue
      }
      for name in wanted.names {
        do throws(StatusError) {
          found.append((wanted.resource, try await session.get(wanted.resource, name)))
        } catch {
          guard error.isNotFound else { throw error }
          misses.append(error)
        }
      }
    }
    return (found, misses)
  }

  private func list(_ resource: APIResource) async throws -> [Object] {
    let place = choice.place(of: resource, session)
    let list = try await session.call("list \(place)") { () async throws(StatusError) in
      try await session.client.listAll(place, choice.options)
    }
    // Some servers leave out of items what the list as a whole says.
    return list.items.map { item in
      var item = item
      if item.kind.isEmpty {
        item.value["apiVersion"] = .string(resource.groupVersionKind.apiVersion)
        item.value["kind"] = .string(resource.kind)
      }
      return item
    }
  }

  private func text(
    of found: [(APIResource, Object)], as form: OutputForm, header: Bool
  ) throws -> String {
    switch form {
    case .name: return found.map { "\($0.0.title)/\($0.1.name)\n" }.joined()
    case .columns(let columns):
      var table = Table()
      if header { table.add(row: columns.names) }
      for (_, object) in found { table.add(row: columns.cells(of: object.value)) }
      return table.text
    case .jsonPath(let template): return try template.text(for: whole(found))
    case .json: return JSON.text(whole(found), style: .kubectl) + "\n"
    case .yaml, .table: return YAML.text(whole(found))
    }
  }

  private func whole(_ found: [(APIResource, Object)]) -> Value {
    let values = found.map { $0.1.shown(withManagedFields: keepsManagedFields) }
    if isSingle, let only = values.first { return only }
    return [
      "apiVersion": "v1", "kind": "List", "metadata": ["resourceVersion": ""],
      "items": .list(values),
    ]
  }
}

extension Object {
  /// As people are shown it.
  func shown(withManagedFields: Bool = false) -> Value {
    guard !withManagedFields else { return value }
    var shown = value
    var metadata = shown["metadata"] ?? [:]
    metadata["managedFields"] = nil
    shown["metadata"] = metadata
    return shown
  }
}
