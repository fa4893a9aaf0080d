// SPDX-License-Identifier: Apache-2.0

package import Manifest

extension Value {
  /// The value at a path of keys: `properties.addressSpace`.
  package func at(_ path: String) -> Value? {
    var value: Value? = self
    for key in path.split(separator: ".") { value = value?[String(key)] }
    return value
  }

  /// Sets the value at a path, making maps on the way; nil takes it away.
  package mutating func set(_ path: String, _ value: Value?) {
    var keys = path.split(separator: ".").map(String.init)
    guard let last = keys.popLast() else { return }
    change(at: keys[...]) { $0[last] = value }
  }

  private mutating func change(at keys: ArraySlice<String>, _ body: (inout Value) -> Void) {
    guard let key = keys.first else { return body(&self) }
    var child = self[key] ?? [:]
    child.change(at: keys.dropFirst(), body)
    self[key] = child
  }

  /// Sets what nobody has set.
  mutating func fill(_ path: String, _ value: Value) {
    let old = at(path)
    if old == .none || old == .some(.null) { set(path, value) }
  }

  func text(_ path: String) -> String? { at(path)?.string }

  /// The items of a list, none where there is no list.
  func items(_ path: String) -> [Value] { at(path)?.list ?? [] }

  /// Changes each item of a list.
  mutating func mapItems<E: Error>(
    _ path: String, _ change: (inout Value, Int) throws(E) -> Void
  ) throws(E) {
    guard var items = at(path)?.list else { return }
    for place in items.indices { try change(&items[place], place) }
    set(path, .list(items))
  }

  /// The item of a list that bears a name; names are the same where they differ in case only.
  func item(_ path: String, named name: String) -> Value? {
    items(path).first { $0["name"]?.string?.lowercased() == name.lowercased() }
  }
}
