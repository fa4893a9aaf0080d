// SPDX-License-Identifier: Apache-2.0

import Kube

/// Kinds of the first Flux and its Helm operator, which nothing serves any more.
enum LegacyKinds {
  /// What takes the place of an object of such a kind; nil for all others.
  static func successor(of object: Object) -> String? {
    guard let kind = object.groupVersionKind else { return nil }
    switch kind.group {
    case "helm.fluxcd.io", "flux.weave.works", "helm.integrations.flux.weave.works":
      return
        "write a HelmRepository (source.toolkit.fluxcd.io/v1) with spec.chart.repository as its "
        + "url, and a HelmRelease (helm.toolkit.fluxcd.io/v2) with the chart's name and version"
    default: return nil
    }
  }

  /// Takes such objects out of what was built, and says so.
  static func refuse(in result: inout BuildResult) {
    result.objects.removeAll { built in
      guard let way = successor(of: built.object) else { return false }
      let place = built.origin.map { "\($0): " } ?? ""
      result.hasLegacyKinds = true
      result.problems.append(
        "\(place)\(built.object.kind) of \(built.object.apiVersion) is of the first Flux, "
          + "which is no more: \(way)")
      return true
    }
  }
}
