// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Log
import Manifest
import Runtime
import Site

extension KustomizationReconciler {
  /// Applies what was built, and takes away what is no more.
  /// - Returns: What is still waited for before the next step can be done; nil where all is done.
  func apply(
    _ built: BuildResult, _ draft: inout Draft<Kustomization>, _ attempt: Attempt
  ) async throws -> String? {
    var problems = built.problems
    var places: [Placed] = []
    for item in built.objects {
      do throws(StatusError) {
        var object = item.object
        let address = try await attempt.target.place(of: &object)
        places.append(Placed(object: object, origin: item.origin, address: address))
      } catch {
        // A definition of the kind may be among what is applied first.
        guard error.isNotFound, let scope = built.scope(of: item.object) else {
          if error.isTransient { throw error }
          problems.append(Self.words(error, item.object, item.origin))
          continue
        }
        var object = item.object
        object.metadata.namespace =
          scope == "Namespaced" ? object.namespace ?? "default" : nil
        places.append(Placed(object: object, origin: item.origin, address: nil))
      }
    }
    let wanted = places.map { (id: InventoryID($0.object), version: $0.version) }
    try await remember(wanted, &draft)
    let changes = try await apply(places, draft.now, attempt, &problems)
    tell(changes, draft.now)
    guard problems.isEmpty else {
      throw GitOpsError(
        "apply \(attempt.revision)", problems.joined(separator: "\n"),
        reason: built.problems.isEmpty
          ? FluxReasons.reconciliationFailed : FluxReasons.buildFailed)
    }
    return try await prune(keeping: wanted, &draft, attempt)
  }

  private struct Placed {
    let object: Object
    let origin: String?
    /// Nil where its kind is not served yet.
    let address: Address?

    var version: String { object.groupVersionKind?.version ?? "" }
  }

  /// Writes the names of everything before any of it is applied: whatever happens then, nothing is
  /// forgotten.
  private func remember(
    _ wanted: [(id: InventoryID, version: String)], _ draft: inout Draft<Kustomization>
  ) async throws(StatusError) {
    let known = Set(draft.now.inventory.map(\.id))
    let new = wanted.filter { !known.contains($0.id.text) }
    guard !new.isEmpty || draft.now.metadata != draft.seen.metadata else { return }
    if !new.isEmpty { draft.now.inventory += new.map { ($0.id.text, $0.version) } }
    draft = Draft(try await kit.site.save(draft))
  }

  private typealias Changes = [(id: InventoryID, change: Applier.Change)]

  private func apply(
    _ places: [Placed], _ kustomization: Kustomization, _ attempt: Attempt,
    _ problems: inout [String]
  ) async throws -> Changes {
    var applier = Applier(target: attempt.target, forces: kustomization.forces)
    if attempt.isLocal { applier.owner = { owner(of: $0, but: attempt.key) } }
    let byID = Dictionary(places.map { (InventoryID($0.object), $0) }) { one, _ in one }
    let order = ApplyOrder.sorted(byID.keys)
    var changes: Changes = []
    for stage in 0...2 {
      var fresh: [InventoryID] = []
      for id in order where ApplyOrder.stage(of: id.kind) == stage {
        guard let item = byID[id] else { continue }
        try Task.checkCancellation()
        do throws(StatusError) {
          var object = item.object
          let address: Address
          if let known = item.address {
            address = known
          } else {
            address = try await attempt.target.place(of: &object)
          }
          let change = try await applier.apply(object, at: address)
          if change != .unchanged, change != .skipped { changes.append((id, change)) }
          if change == .created { fresh.append(id) }
        } catch {
          if error.isUnreachable || error.isCancelled { throw error }
          problems.append(Self.words(error, item.object, item.origin))
        }
      }
      if stage < 2 { try await settle(fresh, attempt) }
    }
    return changes
  }

  /// Waits a moment until what others need is ready; what needs it for longer is tried again.
  private func settle(_ ids: [InventoryID], _ attempt: Attempt) async throws {
    var waiting = ids
    for _ in 0..<50 where !waiting.isEmpty {
      var rest: [InventoryID] = []
      for id in waiting {
        if Health(of: try await attempt.target.find(id)?.object) != .current { rest.append(id) }
      }
      waiting = rest
      if !waiting.isEmpty { try await kit.site.clock.sleep(.milliseconds(100)) }
    }
  }

  /// Another Kustomization that applies the same object: the two would undo each other's work.
  private func owner(of object: Object, but key: Key) -> Key? {
    let labels = object.metadata.labels
    guard let name = labels[FluxMarks.name] else { return nil }
    let owner = Key(namespace: labels[FluxMarks.namespace], name: name)
    guard owner != key, let found = kustomizations[owner], !found.isDeleting else { return nil }
    let id = InventoryID(object).text
    return Kustomization(found).inventory.contains { $0.id == id } ? owner : nil
  }

  private static func words(_ error: StatusError, _ object: Object, _ origin: String?) -> String {
    let place = origin.map { "\($0): " } ?? ""
    return "\(place)\(InventoryID(object)): \(error.message)"
  }

  private func tell(_ changes: Changes, _ kustomization: Kustomization) {
    guard !changes.isEmpty else { return }
    let text = changes.map { "\($0.id) \($0.change.rawValue)" }.joined(separator: "\n")
    kit.site.events.record(
      EventNote(.normal, on: kustomization.object, FluxReasons.progressing, text))
  }
}

extension BuildResult {
  /// The scope of the object's kind, where its definition is among what was built.
  fileprivate func scope(of object: Object) -> String? {
    guard let kind = object.groupVersionKind else { return nil }
    let definition = objects.first { built in
      let spec = built.object.spec
      return built.object.kind == "CustomResourceDefinition"
        && spec["group"]?.string == kind.group && spec["names", "kind"]?.string == kind.kind
    }
    return definition?.object.spec["scope"]?.string
  }
}
