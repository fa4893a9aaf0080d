// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func create(
    _ sent: Object, _ options: WriteOptions, _ context: Context, isTracked: Bool = false
  ) async throws(StatusError) -> Reply {
    try checkKind(of: sent, context)
    let intake = try Intake(sent, options, context)
    var object = try Creation.prepare(
      intake.object, in: context, uid: freshUID(), keepsStatus: options.bringsStatus)
    if !isTracked, options.isTraced { object = context.writer(options).tracking(object, over: nil) }
    try checkPlace(of: object.name, context)
    try checkKind(context)
    try Admission.check(object, context)
    let key = context.key(object.name, in: object.namespace)
    let address = Address(
      context.address.resource, namespace: context.address.namespace, name: object.name)
    if options.isDryRun {
      guard store.find(key) == nil else { throw .alreadyExists(address) }
      return Reply(object.value, warnings: intake.warnings, created: true)
    }
    switch try await commit(.create(key, try context.storable(object))) {
    case .done(let stored):
      return Reply(try context.item(stored), warnings: intake.warnings, created: true)
    case .conflict: throw .alreadyExists(address)
    }
  }

  func update(
    _ sent: Object, _ options: WriteOptions, _ context: Context
  ) async throws(StatusError) -> Reply {
    try checkKind(of: sent, context)
    return try await change(options, context) { (old) throws(StatusError) in
      guard let uid = sent.metadata.uid, uid != old.metadata.uid else { return sent }
      throw .conflict(
        context.address,
        "Precondition failed: UID in precondition: \(uid), UID in object meta: "
          + (old.metadata.uid ?? ""))
    }
  }

  /// Sees the object, makes of it what `transform` says, and keeps that; again where somebody else was
  /// quicker. What changes nothing is not written. What is tracked already brings its managed fields.
  func change(
    _ options: WriteOptions, _ context: Context, isTracked: Bool = false,
    _ transform: (Object) throws(StatusError) -> Object
  ) async throws(StatusError) -> Reply {
    while true {
      let seen = try seen(context)
      let old = try context.presented(seen)
      let intake = try Intake(try transform(old), options, context)
      var new = try Updating.prepare(
        intake.object, over: old, through: try context.door, in: context)
      if !isTracked, options.isTraced { new = context.writer(options).tracking(new, over: old) }
      try Admission.check(new, over: old, context)
      let isOver = Deletion.isOver(new, over: old, in: context)
      guard new != old || isOver else { return intake.answer(old) }
      guard !options.isDryRun else { return intake.answer(new) }
      let body = try context.storable(new)
      let write = isOver ? Write.delete(seen, as: body) : .update(seen, to: body)
      if case .done(let stored) = try await commit(write) {
        return Reply(try context.item(stored), warnings: intake.warnings)
      }
    }
  }

  func commit(_ write: Write) async throws(StatusError) -> Outcome {
    do throws(StoreError) {
      let outcome = try await store.commit(write)
      let collection = write.key.collection
      guard case .done(let written) = outcome,
        collection.resource == Self.definitions.qualified
      else { return outcome }
      try await settleDefinitions(of: collection.cluster)
      return .done(store.find(write.key) ?? written)
    } catch {
      throw .internalError("\(error)")
    }
  }

  func checkKind(of object: Object, _ context: Context) throws(StatusError) {
    let wanted = context.address.resource.groupVersion
    guard object.apiVersion == wanted.description, object.kind == context.kind.kind else {
      throw .badRequest(
        "the object provided is \(object.apiVersion.isEmpty ? "of no version" : object.apiVersion) "
          + "\(object.kind), but \(wanted) \(context.kind.kind) is expected")
    }
  }

  /// Of a kind that is about to go nothing new is made.
  private func checkKind(_ context: Context) throws(StatusError) {
    guard context.kind.isEnding else { return }
    throw StatusError(
      code: 405, reason: .methodNotAllowed,
      message: "create not allowed while custom resource definition is terminating")
  }

  /// A namespace must be there, and stay, for something to be made in it.
  private func checkPlace(of name: String, _ context: Context) throws(StatusError) {
    guard context.kind.isNamespaced else { return }
    guard let namespace = context.address.namespace else {
      throw .badRequest("an empty namespace may not be set during creation")
    }
    let namespaces = Namespaces.collection(in: context.cluster)
    guard let found = store.find(StoreKey(namespaces, name: namespace)) else {
      throw .notFound(Address(Namespaces.resource, name: namespace))
    }
    guard found.body["metadata"]?["deletionTimestamp"] == nil else {
      var address = context.address
      address.name = name
      var status = StatusError.forbidden(
        address,
        "unable to create new content in namespace \(namespace) because it is being terminated")
      status.details.causes = [
        StatusError.Cause(
          reason: "NamespaceTerminating", message: "namespace \(namespace) is being terminated",
          field: "metadata.namespace")
      ]
      throw status
    }
  }
}

extension Intake {
  fileprivate func answer(_ object: Object) -> Reply { Reply(object.value, warnings: warnings) }
}

extension Context {
  /// Which part of the object a write through this address may change.
  fileprivate var door: Updating.Door {
    get throws(StatusError) {
      switch address.subresource {
      case nil: return .main
      case "scale" where version.scale != nil: return .main
      case "status" where version.hasStatus: return .status
      case "finalize" where kind.groupKind == .namespace: return .finalize
      default: throw .noSuchResource()
      }
    }
  }
}
