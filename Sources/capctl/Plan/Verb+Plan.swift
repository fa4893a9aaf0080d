// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Kube
import Kustomize
import Log
import ManagementAPI
import Manifest
import Views

extension Verb {
  private enum PlanForm: String, CaseIterable { case text, json, yaml, markdown }

  private static let planForm = Flag<PlanForm?>.choice(
    "output", "o", help: "One of text, json, yaml or markdown, for proposed changes.")

  private static let offline = Flag<Bool>.toggle(
    "offline", help: "Ask nobody: as if nothing were there yet. Objects are held to their schemas.")

  fileprivate static let planKustomization = Flag<String>.text(
    "kustomization", default: "\(ManagementRepo.namespace)/\(ManagementRepo.name)",
    help:
      "With FOLDER: the Kustomization that applies it; what it has applied and FOLDER lacks goes.")

  static let plan = Verb(
    "plan", "Say what a change would do, and change nothing",
    details: """
      Of each object: whether it is created, changed, field by field, or deleted; of MachineDeployments and control \
      planes: how many machines come, go or are replaced, and how many are there meanwhile. The API itself says what it \
      would make of each object. Exit code 0: nothing changes; 2: something does; 1: an error. Values of Secrets are not \
      shown. The calls to providers are not told yet.
      """,
    examples: [
      Example("A file", "capctl plan -f cluster.yaml"),
      Example("A folder of the management repository", "capctl plan clusters"),
      Example(
        "For a proposed change, without a plane", "capctl plan clusters --offline -o markdown"),
    ],
    takes: [filenames, recursive, planForm, offline, planKustomization, root] + Session.flags,
    [Argument("FOLDER", .oneOrNone, completion: .files)]
  ) { input in
    let wanted = try await wanted(input)
    guard let wanted else { return .failed }
    var plan: Plan?
    if input[offline] {
      plan = try planned(offline: wanted, input.console)
    } else {
      _ = try await Session.run(input) { session in
        plan = try await Planning(session: session, input: input).plan(for: wanted)
        return .done
      }
    }
    guard let plan else { return .failed }
    let text =
      switch input[planForm] ?? .text {
      case .text: plan.text
      case .markdown: plan.markdown
      case .json: JSON.text(plan.value, style: .kubectl) + "\n"
      case .yaml: YAML.text(plan.value)
      }
    try input.console.write(text)
    return plan.isEmpty ? .done : ExitCode(rawValue: 2)
  }

  /// The objects there are to be; nil, and told, where they cannot be made.
  private static func wanted(_ input: Invocation) async throws -> [Object]? {
    let isNamed = !input[filenames].isEmpty
    guard isNamed == input.arguments.isEmpty else {
      throw ViewError("plan", "a FOLDER or -f FILE is to be given, and not both")
    }
    if isNamed {
      let files = ManifestFiles(input[filenames], isRecursive: input[recursive])
      return try await files.entries().map(\.object)
    }
    var options = Kustomize.Options()
    options.detectsManifests = true
    guard let target = try BuildTarget.found(input, options) else { return nil }
    let build = target.build()
    guard build.problems.isEmpty else {
      input.console.complain(of: build.problems)
      return nil
    }
    return build.objects.map { Object($0.object) }
  }

  private static func planned(offline objects: [Object], _ console: Console) throws -> Plan? {
    let catalog = try Catalog.complete()
    var isWell = true
    for object in objects {
      guard case .refused(let causes) = catalog.acceptance(of: object.value) else { continue }
      isWell = false
      for cause in causes {
        console.say("error: cannot accept \(object): \(cause.field): \(cause.message)")
      }
    }
    guard isWell else { return nil }
    return Plan(objects.map { Plan.Change(.create, $0) }, unchanged: 0, current: [])
  }
}

/// Asks a plane what it would make of objects.
private struct Planning {
  let session: Session
  let input: Invocation

  /// Nil, and told, where the API refuses some.
  func plan(for objects: [Object]) async throws -> Plan? {
    var changes: [Plan.Change] = []
    var unchanged = 0
    var isWell = true
    for object in objects {
      do {
        guard let change = try await change(to: object) else {
          unchanged += 1
          continue
        }
        changes.append(change)
      } catch let error as StatusError {
        if error.isUnreachable || error.isCancelled { throw error }
        session.console.complain(of: Refused(object: object, error: error))
        isWell = false
      }
    }
    guard isWell else { return nil }
    if !input.arguments.isEmpty { changes += try await deletions(without: objects) }
    return Plan(changes, unchanged: unchanged, current: try await owners())
  }

  private struct Refused: Failure {
    let object: Object
    let error: StatusError

    var action: String { "apply \(object)" }
    var cause: String { error.message }
    var hint: String? { error.hint }
  }

  private func change(to object: Object) async throws -> Plan.Change? {
    var object = object
    let resource = try await session.kinds.resource(of: object)
    if resource.isNamespaced, object.namespace == nil {
      object.metadata.namespace = session.namespace
    }
    let address = resource.address(namespace: object.namespace, name: object.name)
    let old = try await session.client.find(address)
    var options = WriteOptions()
    options.isDryRun = true
    // So it would be applied, whoever had the fields before.
    options.fieldManager = input.arguments.isEmpty ? "capctl" : "capctl-sync"
    options.force = true
    options.fieldValidation = .strict
    do throws(StatusError) {
      let new = try await session.client.patch(.apply(object.value), at: address, options)
      guard let old else { return Plan.Change(.create, object) }
      let differences = Difference.all(from: old.value, to: new.value)
      return differences.isEmpty ? nil : Plan.Change(.change, new, differences)
    } catch {
      // What its namespace is not there for yet comes with it.
      guard error.isNotFound, old == nil, error.details.kind == "namespaces" else { throw error }
      return Plan.Change(.create, object)
    }
  }

  /// What the Kustomization has applied, prunes, and would not find any more.
  private func deletions(without objects: [Object]) async throws -> [Plan.Change] {
    let place = input[Verb.planKustomization].split(separator: "/").map(String.init)
    guard place.count == 2 else {
      throw ViewError("plan", "--kustomization wants NAMESPACE/NAME")
    }
    let address = Address(Kind.kustomization.resource(), namespace: place[0], name: place[1])
    guard let found = try await session.client.find(address) else { return [] }
    let kustomization = Kustomization(found)
    guard kustomization.prunes else { return [] }
    let kept = Set(objects.map { inventoryID($0) })
    var changes: [Plan.Change] = []
    for entry in kustomization.inventory where !kept.contains(entry.id) {
      let parts = entry.id.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 4 else { continue }
      let kind = GroupVersionKind(group: parts[2], version: entry.version, kind: parts[3])
      let namespace = parts[0].isEmpty ? nil : parts[0]
      changes.append(Plan.Change(.delete, Object(kind, namespace: namespace, name: parts[1])))
    }
    return changes
  }

  private func inventoryID(_ object: Object) -> String {
    let kind = object.groupVersionKind
    let isPlaced = KindFinder.known.resources.first { $0.groupKind == kind?.groupKind }?
      .isNamespaced
    let namespace = isPlaced == false ? "" : object.namespace ?? session.namespace
    return "\(namespace)_\(object.name)_\(kind?.group ?? "")_\(object.kind)"
  }

  private func owners() async throws -> [Object] {
    var found: [Object] = []
    for kind in [Kind.machineDeployment, .kubeadmControlPlane] {
      found += try await session.client.listAll(Address(kind.resource())).items
    }
    return found
  }
}
