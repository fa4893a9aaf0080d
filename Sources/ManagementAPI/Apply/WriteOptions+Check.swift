// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension WriteOptions {
  /// Refuses what Kubernetes refuses of a writer's name, and of force.
  func check(_ kind: String, applies: Bool = false) throws(StatusError) {
    let manager = fieldManager ?? ""
    var faults: [FieldError] = []
    if applies && manager.isEmpty {
      faults.append(.required("fieldManager", "is required for apply patch"))
    }
    if force && !applies {
      faults.append(.forbidden("force", "may not be specified for non-apply patch"))
    }
    if manager.utf8.count > 128 { faults.append(.tooLong("fieldManager", bytes: 128)) }
    var place = 0
    for sign in manager.unicodeScalars {
      if !sign.isPrintable {
        faults.append(
          .invalid(
            "fieldManager", .string(manager),
            "invalid character \(sign.code) (at position \(place))"))
      }
      place += UTF8.width(sign)
    }
    guard faults.isEmpty else {
      throw .invalid(GroupKind(group: "meta.k8s.io", kind: kind), name: "", faults)
    }
  }
}

extension Unicode.Scalar {
  var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    case .spaceSeparator: self == " "
    default: true
    }
  }

  /// `U+0007`.
  fileprivate var code: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
