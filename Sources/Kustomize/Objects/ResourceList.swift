// SPDX-License-Identifier: Apache-2.0

/// The objects of a layer, in their order, each name once.
struct ResourceList {
  private(set) var items: [Resource] = []
  private var names: Set<ObjectID> = []

  /// Adds an object, unless there is one of its name: that is returned.
  mutating func add(_ resource: Resource) -> Resource? {
    let key = resource.id.key
    guard names.insert(key).inserted else { return items.first { $0.id.key == key } }
    items.append(resource)
    return nil
  }

  mutating func replace(at index: Int, with resource: Resource) {
    items[index] = resource
    countNames()
  }

  /// Changes objects in place, their names too.
  mutating func change<E: Error>(_ body: (inout [Resource]) throws(E) -> Void) throws(E) {
    try body(&items)
    countNames()
  }

  /// Changes objects in place, but not their names.
  mutating func changeWithin<E: Error>(_ body: (inout Resource) throws(E) -> Void) throws(E) {
    for index in items.indices { try body(&items[index]) }
  }

  /// The objects that are or were called so.
  func indices(everCalled id: ObjectID) -> [Int] {
    let key = id.key
    return items.indices.filter { index in
      let item = items[index]
      // Few objects have the name, and the rest is costly to compare.
      guard item.name == key.name || item.past.contains(where: { $0.name == key.name }) else {
        return false
      }
      return item.ids.contains { $0.key == key }
    }
  }

  private mutating func countNames() { names = Set(items.map(\.id.key)) }
}
