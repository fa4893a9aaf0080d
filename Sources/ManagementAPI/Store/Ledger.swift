// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The file behind the store: one row a revision, appended; a row goes when its object has moved on and
/// the revision that moved it is no longer remembered. Used on the store's queue alone.
///
/// All that is kept is in memory as well, so there is nothing to look up: the file is read once, at the
/// start, in the order it was written.
final class Ledger {
  /// Raised with every change of the tables, together with a migration from the one before.
  static let schema: Int64 = 1

  private let database: Database
  private let insert: Statement
  private let erase: Statement
  private let forget: Statement

  init(_ path: String) throws(StoreError) {
    database = try Database(path)
    try Self.prepare(database)
    insert = try database.prepare(
      """
      INSERT INTO revisions (revision, kind, cluster, resource, namespace, name, body)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """)
    erase = try database.prepare("DELETE FROM revisions WHERE revision = ?1")
    forget = try database.prepare("UPDATE forgotten SET revision = ?1")
  }

  private static func prepare(_ database: Database) throws(StoreError) {
    // FULL with a write-ahead log: a commit that was acknowledged is on the disk.
    try database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    let found = try database.integer("PRAGMA user_version")
    guard found <= schema else {
      throw StoreError(
        .newerSchema, "open \(database.path)",
        "it was written by a newer capctl (schema \(found), this one knows \(schema))",
        hint: "run that capctl, or restore a backup made by this one")
    }
    let state = try database.text("PRAGMA quick_check(1)")
    guard state == "ok" else {
      throw StoreError(
        .corrupted, "open \(database.path)", "the database is damaged: \(state)",
        hint: "restore it from a backup: capctl restore FILE")
    }
    guard found < schema else { return }
    try database.run("BEGIN IMMEDIATE; \(tables); PRAGMA user_version = \(schema); COMMIT")
  }

  /// `body` is JSON without `metadata.resourceVersion`: the revision says it.
  private static let tables = """
    CREATE TABLE revisions (
      revision INTEGER PRIMARY KEY, kind INTEGER NOT NULL,
      cluster TEXT NOT NULL, resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
      body BLOB NOT NULL
    );
    CREATE TABLE forgotten (revision INTEGER NOT NULL);
    INSERT INTO forgotten VALUES (0)
    """

  /// Changes up to this revision are no longer remembered.
  func forgotten() throws(StoreError) -> Int64 {
    try database.integer("SELECT revision FROM forgotten")
  }

  /// All that the file holds, as a store keeps it in memory.
  func load() throws(StoreError) -> StoreState {
    let forgotten = try forgotten()
    var state = StoreState()
    let now = ContinuousClock.now
    try replay { kind, object in
      state.load(kind, object, forgotten: forgotten, at: now)
    }
    state.start(forgotten: forgotten)
    return state
  }

  /// Every row, in the order it was written.
  func replay(
    _ visit: (Change.Kind, StoredObject) throws(StoreError) -> Void
  ) throws(StoreError) {
    let rows = try database.prepare(
      """
      SELECT revision, kind, cluster, resource, namespace, name, body FROM revisions
      ORDER BY revision
      """)
    // Few collections are named by very many rows: their names are kept once.
    var interned: [String: String] = [:]
    func shared(_ text: String) -> String {
      if let known = interned[text] { return known }
      interned[text] = text
      return text
    }
    while try rows.step() {
      let collection = Collection(cluster: shared(rows.text(2)), resource: shared(rows.text(3)))
      let key = StoreKey(collection, namespace: shared(rows.text(4)), name: rows.text(5))
      let revision = rows.integer(0)
      guard let kind = Change.Kind(rawValue: rows.integer(1)) else {
        throw damaged("revision \(revision) is of no known kind")
      }
      do {
        let row = rows.bytes(6) ?? []
        let body = try JSON.parse(
          row, name: "revision \(revision)", options: StoredObject.ownText)
        try visit(kind, StoredObject(key: key, revision: revision, body: body, row: row))
      } catch let error as ManifestError {
        throw damaged("\(error)")
      } catch {
        throw error as? StoreError ?? damaged("\(error)")
      }
    }
  }

  private func damaged(_ cause: String) -> StoreError {
    StoreError(
      .corrupted, "read \(database.path)", cause,
      hint: "restore it from a backup: capctl restore FILE")
  }

  /// Writes a batch as one transaction: all of it is on the disk, or none.
  func commit(_ batch: [Entry], erasing erased: [Int64], forgotten: Int64?) throws(StoreError) {
    try database.run("BEGIN IMMEDIATE")
    do throws(StoreError) {
      for entry in batch { try append(entry) }
      for revision in erased {
        erase.bind(revision, at: 1)
        try erase.run()
      }
      if let forgotten {
        forget.bind(forgotten, at: 1)
        try forget.run()
      }
      try database.run("COMMIT")
    } catch {
      // A failure to roll back adds nothing: the next BEGIN would say so.
      try? database.run("ROLLBACK")
      throw error
    }
  }

  private func append(_ entry: Entry) throws(StoreError) {
    insert.bind(entry.revision, at: 1)
    insert.bind(entry.kind.rawValue, at: 2)
    insert.bind(entry.key.collection.cluster, at: 3)
    insert.bind(entry.key.collection.resource, at: 4)
    insert.bind(entry.key.namespace, at: 5)
    insert.bind(entry.key.name, at: 6)
    insert.bind(entry.row, at: 7)
    try insert.run()
  }

  struct Entry {
    let revision: Int64
    let kind: Change.Kind
    let key: StoreKey
    let row: [UInt8]
  }

  /// Writes a consistent copy into a new or an empty file, while others write on.
  static func copy(_ path: String, to target: String) throws(StoreError) {
    let source = try Database(path, mayCreate: false)
    let statement = try source.prepare("VACUUM INTO ?1")
    statement.bind(target, at: 1)
    try statement.run()
  }
}
