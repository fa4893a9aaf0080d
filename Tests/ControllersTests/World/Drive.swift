// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers
@testable import Site

/// Reconcilers that take turns over all their objects, one pass at a time.
struct Drive {
  typealias Part = (kind: Kind, reconciler: any Reconciler)

  let world: World
  let parts: [Part]

  /// Passes, and whatever the providers do between them, until nothing is written any more.
  ///
  /// A pass that is cut, or meets another's write, is no failure: it is tried again. Any other error is,
  /// if it stays.
  func settle() async throws {
    var failures: [String] = []
    for _ in 0..<60 {
      let before = world.store.revision
      failures = try await round()
      try await Provider(world: world).step()
      try await world.catchUp()
      if world.store.revision == before, failures.isEmpty { return }
    }
    throw TestFailure("come to rest", failures.isEmpty ? "writes go on" : "\(failures)")
  }

  /// One pass over every object.
  /// - Returns: What failed.
  func round() async throws -> [String] {
    var failures: [String] = []
    for part in parts {
      try await world.catchUp()
      let keys = await world.site.informer(part.kind).cache.keys
      for key in keys.sorted(by: { $0.description < $1.description }) {
        do {
          _ = try await part.reconciler.reconcile(key)
        } catch {
          failures.append("\(part.kind.kind) \(key): \(error)")
        }
        try await world.catchUp()
      }
    }
    return failures
  }

  /// Passes once more over everything, and sees that nothing is written.
  func expectRest() async throws {
    let before = world.store.revision
    world.client.arm()
    #expect(try await round().isEmpty)
    #expect(world.client.count == 0)
    #expect(world.store.revision == before)
  }
}

/// A story that is told once in peace, and then once for every write that its reconcilers make, with that
/// write cut, before it is carried out or after it, in turns; each time it has to end alike.
///
/// `given` is there before, and no part of the story.
func expectSameEnd(
  given: String? = nil, _ parts: @Sendable (Site) async -> [Drive.Part],
  _ story: @Sendable (World, Drive) async throws -> Void
) async throws {
  func tell(_ cut: Int?, _ how: CuttingClient.Cut) async throws -> (end: [String], writes: Int) {
    var result: ([String], Int) = ([], 0)
    try await withWorld { world in
      let drive = Drive(world: world, parts: await parts(world.site))
      if let given {
        try await world.create(given)
        try await drive.settle()
      }
      world.client.arm(at: cut, how)
      try await story(world, drive)
      result = (try await world.picture(), world.client.count)
    }
    return result
  }
  let peace = try await tell(nil, .before)
  try #require(peace.writes > 0)
  for cut in 1...peace.writes {
    let how = cut.isMultiple(of: 2) ? CuttingClient.Cut.before : .after
    expectAlike(try await tell(cut, how).end, peace.end, "write \(cut) cut \(how)")
  }
}

/// Two pictures show the same; only what differs is shown.
func expectAlike(_ seen: [String], _ wanted: [String], _ comment: String = "") {
  let more = seen.filter { !wanted.contains($0) }
  let less = wanted.filter { !seen.contains($0) }
  #expect(more.isEmpty && less.isEmpty, "\(comment): has \(more), lacks \(less)")
  #expect(seen.count == wanted.count, "\(comment)")
}

extension World {
  /// Every object of our kinds and every Secret, as texts without what differs from one telling to the
  /// next.
  func picture() async throws -> [String] {
    var objects: [Object] = []
    for resource in Kinds.all.map({ $0.resource() }) + [.secrets] {
      objects += try await direct.listAll(Address(resource)).items
    }
    objects = objects.withoutGarbage
    let names = objects.filter { ["Machine", "MachineSet"].contains($0.kind) }
      .map { ($0.name, $0.metadata.controller.map { "<\($0.name)>" } ?? $0.name) }
      .sorted { $0.0.count > $1.0.count }
    let hashes = objects.compactMap { $0.metadata.labels[Labels.templateHash] }
      .map { ($0, "<hash>") }
    let uids = objects.map { ($0.metadata.uid ?? "", "<\($0.kind)>") }
    return objects.map { object in
      var value = object.value
      for key in [
        "uid", "resourceVersion", "creationTimestamp", "managedFields", "generation",
      ] {
        value["metadata"]?[key] = nil
      }
      value["data"] = nil
      value["status"]?["observedGeneration"] = nil
      var text = JSON.text(value.sorted)
      for (from, to) in uids + hashes + names where from != to {
        text = text.replacing(from, with: to)
      }
      return text
    }
    .sorted()
  }
}

extension [Object] {
  /// What a server leaves once it has tidied up behind owners that are gone.
  fileprivate var withoutGarbage: [Object] {
    let alive = Set(compactMap(\.metadata.uid))
    let kept = compactMap { object -> Object? in
      var object = object
      let owners = object.metadata.ownerReferences
      object.metadata.ownerReferences = owners.filter { alive.contains($0.uid) }
      return owners.isEmpty || !object.metadata.ownerReferences.isEmpty ? object : nil
    }
    return kept.count == count ? kept : kept.withoutGarbage
  }
}

extension Value {
  /// The same with the keys of its maps in order.
  fileprivate var sorted: Value {
    switch self {
    case .map(let map):
      .map(Map(map.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted) }))
    case .list(let list): .list(list.map(\.sorted))
    default: self
    }
  }
}
