// SPDX-License-Identifier: Apache-2.0

extension ManagedFields {
  /// So many updaters are told apart; of more, the oldest become one.
  static let mostUpdaters = 10

  mutating func limitUpdaters() {
    let updaters = entries.filter { $0.owner.operation == .update }.sorted(by: Entry.precedes)
    var surplus = updaters.count - Self.mostUpdaters
    var oldest: [String: Entry] = [:]
    for entry in updaters where surplus > 0 {
      let version = entry.owner.apiVersion
      guard let first = oldest[version] else {
        oldest[version] = entry
        continue
      }
      let bucket = Owner(manager: "ancient-changes", operation: .update, apiVersion: version)
      let former = self[bucket]?.fields ?? first.fields
      self[first.owner] = nil
      self[entry.owner] = nil
      self[bucket] = Entry(owner: bucket, fields: former.union(entry.fields), time: entry.time)
      surplus -= 1
    }
  }
}
