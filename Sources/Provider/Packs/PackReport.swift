// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Site

/// Writes what a decision found into an object. Pure.
struct PackReport {
  let pack: Pack
  let decision: Decision
  let now: Time

  func write(into object: inout Object) {
    remember(in: &object)
    writeOutputs(into: &object)
    if decision.isReady { provision(&object) }
    set(ready, on: &object)
    reportDrift(on: &object)
  }

  /// What has to be known before a call is made.
  func remember(in object: inout Object) {
    object.status["resources"] = PackStore.value(of: decision.records)
  }

  private func writeOutputs(into object: inout Object) {
    // Which machines a pool has changes for as long as it is there.
    for entry in decision.spec where pack.part == .pool || isUnset(object.spec[entry.key]) {
      object.spec[entry.key] = entry.value
    }
    for entry in decision.status { object.status[entry.key] = entry.value }
  }

  /// What a person wrote stays; an address without a host says nothing yet.
  private func isUnset(_ value: Value?) -> Bool {
    switch value {
    case nil, .null, .string(""): true
    case .map(let map): map["host"]?.string?.isEmpty ?? map.isEmpty
    default: false
    }
  }

  /// Once it was there it stays so, whatever happens to it later.
  private func provision(_ object: inout Object) {
    switch pack.contract {
    case .v1beta2:
      guard pack.part != .other else { return }
      var initialization = object.status["initialization"] ?? [:]
      initialization["provisioned"] = true
      object.status["initialization"] = initialization
    case .v1beta1: object.status["ready"] = true
    }
  }

  // MARK: Conditions

  private func set(_ condition: Condition, on object: inout Object) {
    guard pack.contract == .v1beta1 else { return object.set(condition, at: now) }
    let isTrouble = decision.reports.contains { $0.state == .failed }
    let severity: ConditionV1beta1.Severity? =
      condition.status == .yes ? nil : isTrouble ? .error : .info
    object.set(
      ConditionV1beta1(
        condition.type, condition.status, severity, reason: condition.reason,
        message: condition.message), at: now)
  }

  var ready: Condition {
    if decision.isReady { return Condition(ConditionTypes.ready, .yes, reason: "Ready") }
    guard decision.missingVariables.isEmpty else {
      let names = decision.missingVariables.map(\.description).joined(separator: "; ")
      return Condition(
        ConditionTypes.ready, .no, reason: "VariablesMissing",
        message: "no value for \(names); name a Secret or ConfigMap that has it in the Cluster's "
          + "annotation \(Annotations.variablesFrom)")
    }
    return Condition(
      ConditionTypes.ready, .no, reason: reason,
      message: Self.message(of: Self.telling(decision.reports)))
  }

  private var reason: String {
    let reports = Self.telling(decision.reports)
    if reports.first?.state == .failed { return "ResourceFailed" }
    let text = reports.first?.message ?? ""
    if text.contains("bootstrap.") { return Reasons.waitingForBootstrapData }
    if text.contains("infra.") || text.contains("infrastructureProvisioned") {
      return Reasons.waitingForClusterInfrastructureReady
    }
    return Reasons.not(ConditionTypes.ready)
  }

  /// Of what is not as it shall be, the worst; of what waits for others, only what others wait for.
  static func telling(_ reports: [Decision.Report]) -> [Decision.Report] {
    for state in [Decision.Report.State.failed, .working, .waiting] {
      let some = reports.filter { $0.state == state }
      if !some.isEmpty { return some }
    }
    return []
  }

  static func message(of reports: [Decision.Report]) -> String {
    let lines = reports.prefix(3).map { report in
      let since = report.since.map { " (since \(Time(seconds: $0)))" } ?? ""
      return "\(report.resource) \(report.message)\(since)"
    }
    let rest = reports.count > 3 ? ["\(reports.count - 3) more"] : []
    return (lines + rest).joined(separator: "; ")
  }

  private func reportDrift(on object: inout Object) {
    let type = "InSync"
    guard !decision.drift.isEmpty else {
      guard object.condition(type) != nil else { return }
      return set(Condition(type, .yes, reason: type), on: &object)
    }
    let shown = decision.drift.prefix(10).joined(separator: ", ")
    set(
      Condition(
        type, .no, reason: "Drifted",
        message: "changed by others: \(shown); \(Annotations.drift): heal changes it back"),
      on: &object)
  }
}
