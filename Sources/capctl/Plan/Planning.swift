// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import GitOps
import Kube
import Log
import ManagementAPI
import Manifest
import Views

/// Asks an API what it would make of objects, and controllers what they would make of that.
struct Planning {
  let ground: PlanGround
  let wanted: PlanSource.Wanted

  /// Objects that change.
  struct Change {
    var changes: [Plan.Change] = []
    var unchanged = 0
    var pruning: PrunePreview?
  }

  /// Nil, and told, where the API refuses some.
  func change() async throws -> Change? {
    var change = Change()
    var isWell = true
    for object in wanted.objects {
      do {
        guard let one = try await self.change(to: object) else {
          change.unchanged += 1
          continue
        }
        change.changes.append(one)
      } catch let error as StatusError {
        if error.isUnreachable || error.isCancelled { throw error }
        ground.console.complain(of: Refused(object: object, error: error))
        isWell = false
      }
    }
    guard isWell else { return nil }
    let pruning = try await self.pruning()
    change.pruning = pruning
    let stale = (pruning?.deletes ?? []) + (pruning?.later ?? [])
    change.changes += stale.map { Plan.Change(.delete, $0) }
    return change
  }

  private struct Refused: Failure {
    let object: Object
    let error: StatusError

    var action: String { "apply \(object)" }
    var cause: String { error.message }
    var hint: String? { error.hint }
  }

  /// So it would be applied, whoever had the fields before.
  var options: WriteOptions {
    var options = WriteOptions()
    options.fieldManager = wanted.manager
    options.force = true
    options.fieldValidation = .strict
    return options
  }

  private func change(to object: Object) async throws -> Plan.Change? {
    var object = object
    let resource = try await ground.kinds.resource(of: object)
    if resource.isNamespaced, object.namespace == nil {
      object.metadata.namespace = ground.namespace
    }
    let address = resource.address(namespace: object.namespace, name: object.name)
    let old = try await ground.client.find(address)
    var options = options
    options.isDryRun = true
    do throws(StatusError) {
      let new = try await ground.client.patch(.apply(object.value), at: address, options)
      guard let old else { return Plan.Change(.create, object) }
      let differences = Difference.all(from: old.value, to: new.value)
      return differences.isEmpty ? nil : Plan.Change(.change, new, differences, applying: object)
    } catch {
      // What its namespace is not there for yet comes with it.
      guard error.isNotFound, old == nil, error.details.kind == "namespaces" else { throw error }
      try accept(object)
      return Plan.Change(.create, object)
    }
  }

  /// Holds an object to its schema where an API did not come so far.
  private func accept(_ object: Object) throws(StatusError) {
    guard case .refused(let causes) = ground.catalog.acceptance(of: object.value) else { return }
    let lines = causes.map { "\($0.field): \($0.message)" }
    throw StatusError(
      code: 422, reason: .invalid, message: lines.joined(separator: "; "))
  }

  /// What becomes of what the Kustomization has applied, and would not find any more.
  private func pruning() async throws -> PrunePreview? {
    guard let kustomization = wanted.kustomization, kustomization.prunes else { return nil }
    let kept = Set(wanted.objects.map { inventoryID($0) })
    var stale: [PrunePreview.Candidate] = []
    for entry in kustomization.inventory where !kept.contains(entry.id) {
      guard let id = InventoryID(entry.id) else { continue }
      let object = Object(
        id.kind.at(version: entry.version), namespace: id.namespace, name: id.name)
      let resource = try await ground.kinds.resource(of: object)
      let address = resource.address(namespace: object.namespace, name: object.name)
      stale.append((entry.id, try await ground.client.find(address)))
    }
    return PrunePreview(
      stale, of: kustomization, revision: wanted.revision ?? "", percent: Following().pruneGuard)
  }

  private func inventoryID(_ object: Object) -> String {
    let kind = object.groupVersionKind?.groupKind ?? GroupKind(group: "", kind: object.kind)
    let isPlaced = KindFinder.known.resources.first { $0.groupKind == kind }?.isNamespaced
    let namespace = isPlaced == false ? nil : object.namespace ?? ground.namespace
    return InventoryID(kind, namespace: namespace, name: object.name).text
  }

  func owners() async throws -> [Object] {
    var found: [Object] = []
    for kind in [Kind.machineDeployment, .kubeadmControlPlane] {
      found += try await ground.client.listAll(Address(kind.resource())).items
    }
    return found
  }
}
