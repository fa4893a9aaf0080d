// SPDX-License-Identifier: Apache-2.0

/// A version of kubeadm's configuration, chosen by the version of Kubernetes that reads it.
package enum KubeadmAPI: String, Sendable, CaseIterable, Comparable {
  case v1beta2, v1beta3, v1beta4

  /// What a machine of Kubernetes `version` is to be given: `v1.20.2`, with or without the `v`; what
  /// comes before a release counts as the release.
  package init(kubernetes version: String) throws(BootstrapError) {
    let action = "choose kubeadm's configuration for Kubernetes \(version)"
    guard let minor = Self.minor(of: version) else {
      throw BootstrapError(
        action, "it is not a version of Kubernetes 1", hint: "write it like v1.31.0")
    }
    switch minor {
    case ..<15:
      throw BootstrapError(
        action, "versions before 1.15 read no configuration that can be made here")
    case ..<22: self = .v1beta2
    case ..<31: self = .v1beta3
    default: self = .v1beta4
    }
  }

  var apiVersion: String { "kubeadm.k8s.io/\(rawValue)" }

  package static func < (left: KubeadmAPI, right: KubeadmAPI) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The second number of `v1.20.2-rc.0+build`; nil where the text is no such version.
  private static func minor(of version: String) -> Int? {
    let text = version.hasPrefix("v") ? version.dropFirst() : version[...]
    let release = text.prefix { $0 != "-" && $0 != "+" }
    let numbers = release.split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers.allSatisfy(isNumber), numbers[0] == "1" else { return nil }
    return Int(numbers[1])
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.count < 10 && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}
