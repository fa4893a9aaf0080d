// SPDX-License-Identifier: Apache-2.0

/// The file of a store, looked at from outside.
package struct StoreFile: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// What is in it.
  package struct Summary: Sendable, Hashable {
    package var objects = 0
    package var revision: Int64 = 0
  }

  /// Writes a consistent copy into `target`, an empty file or none, while a server may write on.
  package func copy(to target: String) throws(StoreError) {
    try Ledger.copy(path, to: target)
  }

  /// Reads all of it as a server would, and so brings its tables up to date. Nobody else may use it.
  package func check() throws(StoreError) -> Summary {
    guard try Database(path, mayCreate: false).integer("PRAGMA user_version") > 0 else {
      throw StoreError(.corrupted, "open \(path)", "it is a database, but not a store of capctl")
    }
    let state = try Ledger(path).load()
    let objects = state.counts.reduce(0) { $0 + $1.1 }
    return Summary(objects: objects, revision: state.revision)
  }
}
