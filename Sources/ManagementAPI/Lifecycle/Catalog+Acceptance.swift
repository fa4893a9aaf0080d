// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// What a server would say to an object that somebody wants to create, as far as the object alone
/// decides it.
package enum Acceptance: Sendable, Hashable {
  /// No schema is known of its kind, or none of the version: nothing can be said.
  case unknown
  case accepted
  case refused([StatusError.Cause])
}

extension Catalog {
  /// Holds an object to the schema and the rules of its kind. Fields that nobody knows are faults: a
  /// server would drop them.
  package func acceptance(of value: Value) -> Acceptance {
    let object = Object(value)
    guard let wanted = object.groupVersionKind else { return .unknown }
    guard let kind = find(GroupKind(group: wanted.group, kind: wanted.kind)) else {
      return .unknown
    }
    guard let version = kind.version(wanted.version) else {
      let served = kind.versions.filter(\.isServed).map(\.name).joined(separator: ", ")
      return .refused([
        StatusError.Cause(
          reason: "FieldValueNotSupported",
          message: "\(wanted.kind) has no version \"\(wanted.version)\", only \(served)",
          field: "apiVersion")
      ])
    }
    let isKnown = version.hasSchema || kind.type != nil
    guard isKnown || kind.groupKind == .customResourceDefinition else { return .unknown }
    let causes = causes(against: object, kind, version)
    return causes.isEmpty ? .accepted : .refused(causes)
  }

  private func causes(
    against object: Object, _ kind: ServedKind, _ version: ServedVersion
  ) -> [StatusError.Cause] {
    let address = Address(
      kind.resource(version.name), namespace: kind.isNamespaced ? object.namespace : nil)
    let context = Context(
      cluster: "", address: address, kind: kind, version: version, now: Time(seconds: 0))
    var options = WriteOptions()
    options.fieldValidation = .warn
    do throws(StatusError) {
      let intake = try Intake(object, options, context)
      let unknown = intake.unknownFields.map {
        StatusError.Cause(reason: "FieldValueInvalid", message: "unknown field", field: "\($0)")
      }
      do throws(StatusError) {
        var created = intake.object
        try kind.rules.settle(&created, over: nil)
        try Admission.check(created, context)
        return unknown
      } catch {
        return unknown + error.told
      }
    } catch {
      return error.told
    }
  }
}

extension StatusError {
  /// What is wrong, field by field.
  fileprivate var told: [Cause] {
    details.causes.isEmpty ? [Cause(reason: "", message: message, field: "")] : details.causes
  }
}
