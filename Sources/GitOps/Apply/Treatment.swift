// SPDX-License-Identifier: Apache-2.0

import Kube

/// How an object asks to be treated, by Flux's annotations or labels on it.
struct Treatment: Equatable {
  enum Apply: Equatable { case override, merge, ifNotPresent, never }

  var apply = Apply.override
  var isPruned = true
  var isForced = false
  var isSubstituted = true

  init(_ object: Object) {
    let metadata = object.metadata
    let (annotations, labels) = (metadata.annotations, metadata.labels)
    func word(_ mark: String) -> String? { (annotations[mark] ?? labels[mark])?.lowercased() }
    switch word(FluxMarks.ssa) {
    case "merge": apply = .merge
    case "ifnotpresent": apply = .ifNotPresent
    case "ignore": apply = .never
    default: break
    }
    if word(FluxMarks.reconcile) == "disabled" { apply = .never }
    isPruned = word(FluxMarks.prune) != "disabled" && apply != .never
    isForced = word(FluxMarks.force) == "enabled"
    isSubstituted = word(FluxMarks.substitute) != "disabled"
  }
}
