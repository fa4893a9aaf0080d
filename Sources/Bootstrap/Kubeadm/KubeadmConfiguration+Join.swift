// SPDX-License-Identifier: Apache-2.0

import Log
package import Manifest

extension KubeadmConfiguration {
  /// The settings of a machine that joins the cluster.
  ///
  /// The token is needed unless the spec has one, or finds the cluster by a file. Without `hashes` of
  /// the authority, of the user's or ours, the machine believes whatever it finds.
  package func joinConfiguration(
    isControlPlane: Bool, token: BootstrapToken?, hashes: [String]
  ) throws(BootstrapError) -> Value {
    let given = spec["joinConfiguration"] ?? [:]
    var value = typed(given.dropping(unknownToMachine), "JoinConfiguration")
    value["controlPlane"] = try controlPlane(given["controlPlane"], isControlPlane)
    value["discovery"] = try discovery(given["discovery"] ?? [:], token, hashes)
    if api < .v1beta4, let seconds = given["timeouts", "tlsBootstrapSeconds"]?.int {
      value["discovery"]?["timeout"] = .string(GoDuration.text(seconds: seconds))
    }
    value["timeouts"] = api >= .v1beta4 ? durations(given["timeouts"]) : nil
    var registration = registration(given["nodeRegistration"])
    if !isControlPlane { registration["taints"] = withUninitialized(registration["taints"]) }
    value["nodeRegistration"] = registration
    return value
  }

  private func controlPlane(
    _ given: Value?, _ isControlPlane: Bool
  ) throws(BootstrapError) -> Value? {
    guard isControlPlane else {
      if given == nil || given == .null { return nil }
      throw BootstrapError(
        "configure a worker", "spec.joinConfiguration.controlPlane makes it a control plane",
        hint: "remove it, or label the Machine as one of the control plane")
    }
    var value = given?.map == nil ? [:] : given ?? [:]
    value["localAPIEndpoint"] = value["localAPIEndpoint"] ?? [:]
    return value
  }

  private func discovery(
    _ given: Value, _ token: BootstrapToken?, _ hashes: [String]
  ) throws(BootstrapError) -> Value {
    var value = given
    if value["file"] != nil {
      // Cluster API's own field: it says what is in the file, which is written beside.
      value["file"]?["kubeConfig"] = nil
      return value
    }
    var how = value["bootstrapToken"] ?? [:]
    guard let word = how["token"]?.string ?? token?.text.reveal() else {
      throw BootstrapError("configure a machine that joins", "it has no bootstrap token")
    }
    guard let endpoint = how["apiServerEndpoint"]?.string ?? cluster.endpoint else {
      throw BootstrapError(
        "configure a machine that joins", "cluster \(cluster.name) has no control plane endpoint")
    }
    how["token"] = .string(word)
    how["apiServerEndpoint"] = .string(endpoint)
    let known = how["caCertHashes"]?.list ?? hashes.map { .string($0) }
    how["caCertHashes"] = .some(.list(known))
    if known.isEmpty {
      how["caCertHashes"] = nil
      how["unsafeSkipCAVerification"] = true
    }
    value["bootstrapToken"] = how
    return value
  }

  /// The taint keeps pods away until the Node has its labels; whoever sets those takes it off.
  private func withUninitialized(_ taints: Value?) -> Value {
    let key: Value = "node.cluster.x-k8s.io/uninitialized"
    let given = taints?.list ?? []
    if given.contains(where: { $0["key"] == key }) { return .list(given) }
    return .list(given + [["effect": "NoSchedule", "key": key]])
  }
}
