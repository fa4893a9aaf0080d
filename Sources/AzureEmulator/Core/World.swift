// SPDX-License-Identifier: Apache-2.0

import Manifest

/// All that the emulator knows. Every call changes it in one step, so that it needs no lock of its own.
package struct World: Sendable {
  var settings: Settings
  var resources: [String: Resource] = [:]
  var operations: [String: Operation] = [:]
  var running: Set<String> = []
  var faults: [Fault] = []
  var journal: [JournalEntry] = []
  var buckets: [String: Bucket] = [:]

  /// What is to happen outside: drained by whoever calls.
  var effects: [Effect] = []

  /// Where load balancers were last told to lead.
  var balanced = Balance()

  /// Time since the start. Calls bring it.
  var now = Duration.zero

  /// When the start was, in seconds since 1970.
  let start: Double

  /// How far the clock was put forward by hand.
  var skew = Duration.zero
  private var counter = 0

  package init(_ settings: Settings, start: Double) {
    self.settings = settings
    self.start = start
  }

  /// A number nobody else gets, as a UUID.
  mutating func nextID(_ purpose: String) -> String {
    counter += 1
    return stableUUID("\(purpose) \(counter)")
  }

  func time(_ moment: Duration) -> String { timestamp(start + moment.inSeconds) }

  func path(of operation: Operation, _ word: String) -> String {
    let namespace = operation.asked.type.split(separator: "/").first.map(String.init) ?? ""
    let region =
      resources[operation.holds]?.body["location"]?.string ?? settings.regions.first ?? ""
    return "/subscriptions/\(operation.asked.subscription ?? "")/providers/\(namespace)/locations/"
      + "\(region)/\(word)/\(operation.id)"
  }

  /// Ends what is due, whether somebody asks for it or not.
  mutating func settle() {
    for id in running.sorted() {
      guard let operation = operations[id], operation.due <= now, !operation.waits else { continue }
      end(operation)
    }
  }

  /// Says that what was outside is done. Nothing happens if the operation is not there any more.
  mutating func release(_ id: String, failing why: String?) {
    guard var operation = operations[id], operation.ended == nil else { return }
    operation.waits = false
    if let why { operation.error = ARMError(409, "VMProvisioningFailed", why) }
    operations[id] = operation
    settle()
  }

  private mutating func end(_ operation: Operation) {
    running.remove(operation.id)
    operations[operation.id]?.ended = now
    guard var resource = resources[operation.holds], resource.operation == operation.id else {
      return
    }
    resource.operation = nil
    resource.state = operation.error == nil ? "Succeeded" : "Failed"
    let isGone = operation.verb == .delete && operation.error == nil
    if isGone && operation.asked.key == resource.id.key { return remove(resource) }
    if isGone { resource.removePart(operation.asked) }
    resources[operation.holds] = resource
  }

  /// Takes a resource away, and all that lies in it.
  mutating func remove(_ resource: Resource) {
    let key = resource.id.key
    resources[key] = nil
    for (other, lying) in resources where other.hasPrefix(key + "/") {
      resources[other] = nil
      lying.type.removed(lying, &self)
    }
    resource.type.removed(resource, &self)
  }
}

extension Resource {
  mutating func removePart(_ id: ResourceID) {
    guard let part = type.part(of: id) else { return }
    let name = id.name.lowercased()
    body.set(
      part.list, .list(body.items(part.list).filter { $0["name"]?.string?.lowercased() != name }))
    version += 1
  }
}

extension ResourceType {
  /// The part that an id is of, which lies right in a resource of this type.
  func part(of id: ResourceID) -> Part? {
    let words = id.type.split(separator: "/")
    guard let word = words.last, words.dropLast().joined(separator: "/").lowercased() == key else {
      return nil
    }
    return parts.first { $0.word.lowercased() == word.lowercased() }
  }
}

extension Duration {
  var inSeconds: Double { self / .seconds(1) }
}
