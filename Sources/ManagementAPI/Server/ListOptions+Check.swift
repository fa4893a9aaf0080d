// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

// What may not be asked for together, in the words of Kubernetes.
extension ListOptions {
  func check() throws(StatusError) {
    guard let match = versionMatch?.rawValue else { return }
    try Self.refuse(
      Self.faults(of: match, at: resourceVersion, continuing: continuation), in: "ListOptions")
  }

  static func refuse(_ faults: [FieldError], in options: String) throws(StatusError) {
    guard !faults.isEmpty else { return }
    throw .invalid(GroupKind(group: "meta.k8s.io", kind: options), name: "", faults)
  }

  static func faults(
    of match: String, at revision: String?, continuing continuation: String?
  ) -> [FieldError] {
    let field = "resourceVersionMatch"
    var faults: [FieldError] = []
    func forbid(_ why: String) { faults.append(.forbidden(field, "\(field) \(why)")) }
    if revision == nil { forbid("is forbidden unless resourceVersion is provided") }
    if continuation != nil { forbid("is forbidden when continue is provided") }
    if VersionMatch(rawValue: match) == nil {
      faults.append(
        .notSupported(field, .string(match), supported: ["Exact", "NotOlderThan", ""]))
    }
    if match == "Exact" && revision == "0" {
      forbid("\"exact\" is forbidden for resourceVersion \"0\"")
    }
    return faults
  }
}
