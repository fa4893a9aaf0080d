// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest
import Runtime

extension Site {
  /// Writes what a pass changed, and nothing where it changed nothing: one patch of the object, one of
  /// its status.
  @discardableResult
  package func save<Content>(_ draft: Draft<Content>) async throws(StatusError) -> Content {
    let saved = try await save(
      draft.now.object, over: draft.seen.object, at: draft.seen.address)
    return Content(saved)
  }

  /// The same, for an object of any kind. Where others have written meanwhile, the changes are made on
  /// what they wrote.
  @discardableResult
  package func save(
    _ wanted: Object, over seen: Object, at address: Address
  ) async throws(StatusError) -> Object {
    var changes = Changes(seen: seen, wanted: wanted)
    for _ in 0..<4 {
      do throws(StatusError) {
        return try await write(changes, at: address)
      } catch {
        guard error.isConflict else { throw error }
      }
      let fresh = try await client.get(address)
      guard fresh.metadata.uid == seen.metadata.uid else { throw .conflict(address) }
      let rebased = Changes(seen: seen, wanted: wanted).applied(to: fresh)
      changes = Changes(seen: fresh, wanted: rebased)
    }
    throw .conflict(address)
  }

  private func write(_ changes: Changes, at address: Address) async throws(StatusError) -> Object {
    var (changes, written) = (changes, changes.seen)
    var main = changes.main
    if main != Changes.none {
      if Changes.hasLists(main) { main.require(changes.seen) }
      written = try await patch(main, at: address)
      // With its last finalizer the object is gone.
      if written.isDeleting, written.metadata.finalizers.isEmpty { return written }
      changes = Changes(seen: written, wanted: changes.observed(in: written))
    }
    var status = changes.status
    guard status != Changes.none else { return written }
    status = ["status": status]
    status.require(written)
    var door = address
    door.subresource = "status"
    return try await patch(status, at: door)
  }

  private func patch(_ patch: Value, at address: Address) async throws(StatusError) -> Object {
    let written = try await client.patch(.merge(patch), at: address, Self.options)
    await settle(written, in: address.resource)
    return written
  }

  private static let options: WriteOptions = {
    var options = WriteOptions()
    options.fieldManager = "capctl"
    options.isTraced = false
    return options
  }()

  /// Lets the caches know what a write of our own was answered with. Whoever writes through the client
  /// itself calls it, so that the next pass sees what this one did.
  package func settle(_ written: Object, in resource: Resource) async {
    await known[resource]?.know(written)
  }
}

extension Value {
  /// Makes a patch fail where the object is not the one that was seen.
  fileprivate mutating func require(_ seen: Object) {
    guard let version = seen.metadata.resourceVersion else { return }
    var metadata = self["metadata"] ?? [:]
    metadata["resourceVersion"] = .string(version)
    self["metadata"] = metadata
  }
}

extension Site {
  /// Makes an object. Where it is not known whether an earlier one of the same kind was made, that is
  /// found out first, and nothing is made if it was: the next pass then sees it.
  @discardableResult
  package func create(
    _ object: Object, in resource: Resource
  ) async throws(StatusError) -> Object {
    try await clearDoubts(about: resource, in: object.namespace)
    let collection = Address(resource, namespace: object.namespace)
    let written: Object
    do throws(StatusError) {
      written = try await client.create(object, at: collection, Self.options)
    } catch {
      if error.isUnreachable || error.isCancelled {
        doubts.add(Address(resource, namespace: object.namespace, name: object.name))
      }
      throw error
    }
    await settle(written, in: resource)
    return written
  }

  /// Makes an object unless one of its name is there, and says what is there now.
  package func ensure(_ object: Object, in resource: Resource) async throws(StatusError) -> Object {
    do throws(StatusError) {
      return try await create(object, in: resource)
    } catch {
      guard error.isAlreadyExists else { throw error }
    }
    let address = Address(resource, namespace: object.namespace, name: object.name)
    let found = try await client.get(address)
    await settle(found, in: resource)
    return found
  }

  /// Deletes the object that was seen, and no other of its name. That it is gone already is no error.
  package func delete(_ object: Object, in resource: Resource) async throws(StatusError) {
    var options = DeleteOptions()
    options.uid = object.metadata.uid
    options.propagation = .background
    let address = Address(resource, namespace: object.namespace, name: object.name)
    do throws(StatusError) {
      let left = try await client.delete(address, options)
      if left.metadata.uid == object.metadata.uid { await settle(left, in: resource) }
    } catch {
      guard error.isNotFound || error.isConflict else { throw error }
    }
  }

  private func clearDoubts(
    about resource: Resource, in namespace: String?
  ) async throws(StatusError) {
    for address in doubts.all(of: resource, in: namespace) {
      let found = try await client.find(address)
      doubts.remove(address)
      guard let found else { continue }
      await settle(found, in: resource)
      throw .conflict(address, "it was made by an earlier call that had no answer")
    }
  }
}
