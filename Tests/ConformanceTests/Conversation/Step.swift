// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import TestKit

/// One step of a scenario: a verb and an address, and what the verb wants.
///
///     - patch: configmaps/a        # [/]plural[.version[.group]][/name[/subresource]]
///       merge: {data: {k: v}}      # a slash in front: not in the scenario's namespace
///       save: a                    # later steps say $a.rv and $a.uid
struct Step: Sendable, CustomStringConvertible {
  enum Verb: String, CaseIterable {
    case get, list, create, update, patch, delete, deletecollection, watch, gone
  }

  let value: Value
  let verb: Verb
  let target: String

  init(_ value: Value) throws {
    guard let verb = Verb.allCases.first(where: { value[$0.rawValue] != nil }),
      let target = value[verb.rawValue]?.string
    else { throw TestFailure("read step \(JSON.text(value))", "it has no verb with an address") }
    self.value = value
    self.verb = verb
    self.target = target
  }

  var description: String { "\(verb.rawValue) \(target)" }

  /// Why this step's answer differs from the real server's, where it is meant to.
  var difference: String? { value["differs"]?.string }
  var name: String? { value["save"]?.string }
  /// The real server answers out of a cache that keeps no order.
  var isUnordered: Bool { value["unordered"]?.bool ?? false }
}

extension Step {
  func address(in namespace: String) -> Address {
    let isOutside = target.hasPrefix("/")
    let parts = target.drop { $0 == "/" }.split(separator: "/").map(String.init)
    let names = parts[0].split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    let resource = Resource(
      group: names.count > 2 ? String(names[2]) : "",
      version: names.count > 1 ? String(names[1]) : "v1", plural: String(names[0]))
    return Address(
      resource, namespace: isOutside ? nil : namespace, name: parts.count > 1 ? parts[1] : nil,
      subresource: parts.count > 2 ? parts[2] : nil)
  }

  /// Nil where the step is no single call.
  func call(in namespace: String, over current: Value?) -> Call? {
    let verb: Call.Verb
    switch self.verb {
    case .get: verb = .get
    case .list: verb = .list(listOptions)
    case .create: verb = .create(Object(value["object"] ?? [:]))
    case .update:
      let change = value["change"] ?? [:]
      verb = .update(Object(value["object"] ?? (current ?? [:]).applying(mergePatch: change)))
    case .patch: verb = .patch(patch)
    case .delete: verb = .delete(deleteOptions)
    case .deletecollection: verb = .deleteCollection(deleteOptions, listOptions)
    case .watch, .gone: return nil
    }
    var call = Call(verb, at: address(in: namespace))
    call.write.fieldManager = value["manager"]?.string ?? "conformance"
    call.write.force = value["force"]?.bool ?? false
    call.write.isDryRun = value["dryRun"]?.bool ?? false
    call.write.fieldValidation = value["validation"]?.string.flatMap(
      WriteOptions.FieldValidation.init)
    return call
  }

  private var patch: Patch {
    if let patch = value["json"] { return .json(patch) }
    if let patch = value["strategic"] { return .strategic(patch) }
    if let patch = value["apply"] { return .apply(patch) }
    return .merge(value["merge"] ?? [:])
  }

  private var listOptions: ListOptions {
    var options = ListOptions()
    options.labelSelector = value["labels"]?.string ?? ""
    options.fieldSelector = value["fields"]?.string ?? ""
    options.limit = value["limit"]?.int.map { Int($0) }
    options.continuation = value["continue"]?.string
    options.resourceVersion = value["at"]?.string
    options.versionMatch = value["match"]?.string.flatMap(ListOptions.VersionMatch.init)
    return options
  }

  var watchOptions: WatchOptions {
    var options = WatchOptions()
    options.labelSelector = value["labels"]?.string ?? ""
    options.fieldSelector = value["fields"]?.string ?? ""
    options.resourceVersion = value["at"]?.string
    options.sendsInitialEvents = value["initialEvents"]?.bool ?? false
    options.allowsBookmarks = options.sendsInitialEvents
    options.timeout = .seconds(120)
    return options
  }

  private var deleteOptions: DeleteOptions {
    var options = DeleteOptions()
    options.propagation = value["propagation"]?.string.flatMap(DeleteOptions.Propagation.init)
    options.gracePeriodSeconds = value["grace"]?.int
    options.uid = value["uid"]?.string
    options.resourceVersion = value["rv"]?.string
    return options
  }
}
