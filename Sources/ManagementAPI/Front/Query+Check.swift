// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

// What may not be asked for, or not together, in the words of Kubernetes.
extension Query {
  func refuse(_ faults: [FieldError], in options: String) throws(StatusError) {
    try ListOptions.refuse(faults, in: options)
  }

  private static let match = "resourceVersionMatch"

  var listFaults: [FieldError] {
    var faults: [FieldError] = []
    // What is no match at all never reaches the server's own look at the options.
    if let match = text(Self.match), ListOptions.VersionMatch(rawValue: match) == nil {
      faults = ListOptions.faults(
        of: match, at: text("resourceVersion"), continuing: text("continue"))
    }
    if text("sendInitialEvents") != nil {
      faults.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
    }
    return faults
  }

  var watchFaults: [FieldError] {
    var faults: [FieldError] = []
    func forbid(_ why: String) { faults.append(.forbidden(Self.match, why)) }
    let (match, initial) = (text(Self.match), text("sendInitialEvents"))
    if initial != nil && match != "NotOlderThan" {
      forbid("sendInitialEvents requires setting \(Self.match) to NotOlderThan")
    }
    guard let match else { return faults }
    if initial == nil {
      forbid("\(Self.match) is forbidden for watch unless sendInitialEvents is provided")
    }
    if match != "NotOlderThan" {
      faults.append(.notSupported(Self.match, .string(match), supported: ["NotOlderThan"]))
    }
    if text("continue") != nil { forbid("\(Self.match) is forbidden when continue is provided") }
    return faults
  }

  var validationFaults: [FieldError] {
    guard let text = text("fieldValidation"), WriteOptions.FieldValidation(rawValue: text) == nil
    else { return [] }
    return [
      .notSupported(
        "fieldValidation", .string(text), supported: ["", "Ignore", "Strict", "Warn"])
    ]
  }

  static func dryRunFaults(_ values: [String]) -> [FieldError] {
    guard values.contains(where: { $0 != "All" }) else { return [] }
    let shown = values.map { "\"\($0)\"" }.joined(separator: ", ")
    return [.notSupported("dryRun", shownAs: "[]string{\(shown)}", supported: ["All"])]
  }
}
