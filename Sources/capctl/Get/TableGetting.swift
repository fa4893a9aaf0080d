// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Log
import Manifest
import Views

/// Objects shown as the server's tables.
struct TableGetting {
  let session: Session
  let choice: Choice
  let shown: TableWriter.Shown
  let tellsMissing: Bool

  func run() async throws -> ExitCode {
    var code = ExitCode.done
    var isBegun = false
    for wanted in choice.wanted {
      let (table, misses) = try await table(of: wanted)
      for miss in misses where tellsMissing {
        session.console.complain(of: miss)
        code = .notFound
      }
      guard let table, !table.rows.isEmpty else { continue }
      var writer = TableWriter(shown, prefix: prefix(wanted))
      if isBegun { try session.console.write("\n") }
      try session.console.write(writer.text(of: table))
      isBegun = true
    }
    if !isBegun, code == .done, tellsMissing { sayNone() }
    return code
  }

  /// Objects are long, and most columns are cells.
  private var content: RemoteClient.TableContent {
    let needsObjects = shown.namespaces || shown.labels || !shown.labelColumns.isEmpty
    return needsObjects ? .metadata : .nothing
  }

  private func prefix(_ wanted: Wanted) -> String {
    choice.wanted.count > 1 ? wanted.resource.title + "/" : ""
  }

  private func sayNone() {
    let isPlaced = !choice.isEverywhere && choice.wanted.contains { $0.resource.isNamespaced }
    session.console.say(
      isPlaced ? "No resources found in \(session.namespace) namespace." : "No resources found")
  }

  /// Of named objects one table is made of all.
  private func table(of wanted: Wanted) async throws -> (ServerTable?, [StatusError]) {
    guard !wanted.names.isEmpty else { return (try await list(wanted.resource), []) }
    var table: ServerTable?
    var misses: [StatusError] = []
    for name in wanted.names {
      do throws(StatusError) {
        let address = wanted.resource.address(namespace: session.namespace, name: name)
        let value = try await session.finding(wanted.resource, name) {
          () async throws(StatusError) in
          try await session.client.table(address, including: content)
        }
        guard let one = ServerTable(value) else { throw .noTable(address) }
        if table == nil { table = one } else { table?.rows += one.rows }
      } catch {
        guard error.isNotFound else { throw error }
        misses.append(error)
      }
    }
    return (table, misses)
  }

  private func list(_ resource: APIResource) async throws -> ServerTable {
    let place = choice.place(of: resource, session)
    let value = try await session.call("list \(place)") { () async throws(StatusError) in
      try await session.client.table(place, choice.options, including: content)
    }
    guard let table = ServerTable(value) else { throw StatusError.noTable(place) }
    return table
  }
}

extension TableGetting {
  /// What there is, then what changes, until the server ends it.
  func watch(withWhatIsThere first: Bool) async throws -> ExitCode {
    guard choice.wanted.count == 1, let wanted = choice.wanted.first, wanted.names.count < 2 else {
      throw UsageError(
        "capctl get --watch", "you may only specify a single resource type, and one name at most")
    }
    var options = WatchOptions()
    options.labelSelector = choice.options.labelSelector
    options.fieldSelector = choice.options.fieldSelector
    var list = choice.options
    if let name = wanted.names.first {
      list.fieldSelector = "metadata.name=\(name)"
      options.fieldSelector = list.fieldSelector
      _ = try await session.get(wanted.resource, name)
    }
    let place = choice.place(of: wanted.resource, session)
    var writer = TableWriter(shown)
    var revision = ""
    let value = try await session.client.table(place, list)
    if let table = ServerTable(value) {
      revision = table.resourceVersion
      if first, !table.rows.isEmpty { try session.console.write(writer.text(of: table)) }
    }
    return try await follow(place, options, from: revision, &writer)
  }

  private func follow(
    _ place: Address, _ options: WatchOptions, from revision: String, _ writer: inout TableWriter
  ) async throws -> ExitCode {
    var options = options
    options.resourceVersion = revision
    options.allowsBookmarks = false
    for try await event in try await session.client.watchTable(place, options) {
      guard let table = ServerTable(event.object.value) else { continue }
      try session.console.write(writer.text(of: table))
    }
    return .done
  }
}

extension StatusError {
  fileprivate static func noTable(_ address: Address) -> StatusError {
    StatusError(
      code: 406, reason: .notAcceptable,
      message: "the server lays out no table of \(address.resource.qualified)")
  }
}
