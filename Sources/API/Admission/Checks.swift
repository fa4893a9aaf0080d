// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Gathers what is wrong with one object. Fields are named by paths such as `spec.rollout.after`.
struct Checks {
  let object: Value
  let old: Value?
  let kind: Kind
  private(set) var errors: [FieldError] = []

  init(_ object: Value, over old: Value?, kind: Kind) {
    self.object = object
    self.old = old
    self.kind = kind
  }

  /// A field of the object.
  subscript(path: String) -> Value? { object.found(path) }

  mutating func add(_ error: FieldError) { errors.append(error) }

  /// What holds for every kind.
  mutating func all() {
    variables()
    frozen()
  }

  /// Once a field has a value it keeps it.
  mutating func immutable(_ paths: String...) {
    for path in paths {
      guard let before = old?.found(path), let value = object.found(path), value != before else {
        continue
      }
      add(.invalid(path, value, "field is immutable"))
    }
  }

  /// A template that was copied for a MachineSet stays as it is: the copy is what the Machines of the set
  /// are made from.
  private mutating func frozen() {
    guard kind.kind.hasSuffix("Template"), let old, old["spec"] != object["spec"] else { return }
    let owner = Object(old).metadata.ownerReferences.first {
      $0.groupKind == Kind.machineSet.groupKind
    }
    guard let owner else { return }
    add(
      .forbidden(
        "spec",
        "this is the copy that MachineSet \(owner.name) makes its Machines from, and does not "
          + "change; change the template it was copied from"))
  }

  mutating func version(_ path: String) {
    guard let text = object.found(path)?.string, Version(text) == nil else { return }
    add(.invalid(path, .string(text), "must be a valid semantic version"))
  }

  /// A number, or a percentage.
  mutating func amount(_ path: String) {
    guard let value = object.found(path) else { return }
    switch value {
    case .int(let number) where number < 0:
      add(.invalid(path, value, "must be greater than or equal to 0"))
    case .string(let text):
      let digits = text.dropLast()
      let isPercentage =
        text.hasSuffix("%") && !digits.isEmpty
        && digits.utf8.allSatisfy { (48...57).contains($0) }
      if !isPercentage {
        add(.invalid(path, value, "must be an integer or a percentage (e.g. '1' or '5%')"))
      }
    default: break
    }
  }

  mutating func clusterName() {
    immutable("spec.clusterName")
    guard let name = object.found("spec.clusterName")?.string, !name.isEmpty,
      let cause = Names.dnsSubdomain(name)
    else { return }
    add(.invalid("spec.clusterName", .string(name), cause))
  }

  /// A duration as Go writes it.
  mutating func duration(_ path: String) {
    guard let text = object.found(path)?.string, GoDuration(text) == nil else { return }
    add(.invalid(path, .string(text), "must be a duration, such as 1m30s"))
  }

  /// The template of names must make a new name each time.
  mutating func naming(_ path: String) {
    guard let text = object.found(path)?.string else { return }
    if !text.contains(".random") {
      add(.invalid(path, .string(text), "invalid template, {{ .random }} is missing"))
    }
  }
}
