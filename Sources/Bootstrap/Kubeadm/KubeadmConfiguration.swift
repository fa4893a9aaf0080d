// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// kubeadm's configuration of one machine, in the version its Kubernetes reads.
///
/// It comes from the spec of a KubeadmConfig in the shape of `v1beta2`. What the Cluster says stands
/// above what the spec may say of the same, but for an endpoint that the spec names itself.
package struct KubeadmConfiguration: Sendable {
  package let api: KubeadmAPI
  let spec: Value
  let cluster: ClusterFacts
  let kubernetesVersion: String

  package init(
    spec: Value, cluster: ClusterFacts, kubernetesVersion: String
  ) throws(BootstrapError) {
    api = try KubeadmAPI(kubernetes: kubernetesVersion)
    self.spec = spec
    self.cluster = cluster
    self.kubernetesVersion = kubernetesVersion
  }

  /// The settings of the whole cluster, for the machine that starts it.
  package var clusterConfiguration: Value {
    var value = spec["clusterConfiguration"] ?? [:]
    value = typed(value.dropping(unknownToCluster), "ClusterConfiguration")
    value["etcd"] = etcd(value["etcd"] ?? [:])
    for key in ["controllerManager", "scheduler"] { value[key] = component(value[key] ?? [:]) }
    value["apiServer"] = apiServer(value["apiServer"] ?? [:])
    value["dns"] = value["dns"] ?? [:]
    if api >= .v1beta4 { value["proxy"] = value["proxy"] ?? [:] }
    setFacts(of: &value)
    setLifetimes(of: &value)
    return value
  }

  /// The settings of the machine that starts the cluster.
  package var initConfiguration: Value {
    var value = spec["initConfiguration"] ?? [:]
    let timeouts = value["timeouts"]
    value = typed(value.dropping(unknownToMachine), "InitConfiguration")
    value["nodeRegistration"] = registration(value["nodeRegistration"])
    value["localAPIEndpoint"] = value["localAPIEndpoint"] ?? [:]
    value["bootstrapTokens"] = value["bootstrapTokens"]?.list.map { .list($0.map(token)) }
    value["timeouts"] = api >= .v1beta4 ? durations(timeouts) : nil
    return value
  }

  func typed(_ value: Value, _ kind: String) -> Value {
    var value = value
    value["apiVersion"] = .string(api.apiVersion)
    value["kind"] = .string(kind)
    return value
  }
}

// MARK: - The cluster

extension KubeadmConfiguration {
  private func setFacts(of value: inout Value) {
    value["clusterName"] = .string(cluster.name)
    value["kubernetesVersion"] = .string(kubernetesVersion)
    let endpoint = value["controlPlaneEndpoint"]?.string ?? cluster.endpoint
    value["controlPlaneEndpoint"] = endpoint.map { .string($0) }
    var networking: Value = [:]
    networking["dnsDomain"] = cluster.dnsDomain.map { .string($0) }
    networking["podSubnet"] = cluster.podSubnet.map { .string($0) }
    networking["serviceSubnet"] = cluster.serviceSubnet.map { .string($0) }
    value["networking"] = networking
  }

  private func setLifetimes(of value: inout Value) {
    for name in ["certificateValidityPeriod", "caCertificateValidityPeriod"] {
      let days = value["\(name)Days"]?.int
      value["\(name)Days"] = nil
      value[name] = days.map { .string(GoDuration.text(seconds: $0 * 86_400)) }
    }
  }

  private func apiServer(_ value: Value) -> Value {
    var value = component(value)
    let seconds = spec["initConfiguration", "timeouts", healthCheck]?.int
    if api < .v1beta4, let seconds {
      value["timeoutForControlPlane"] = .string(GoDuration.text(seconds: seconds))
    }
    return value
  }

  private func component(_ value: Value) -> Value {
    var value = value.dropping(unknownToComponent)
    value["extraArgs"] = value["extraArgs"].map(arguments)
    return value
  }

  private func etcd(_ value: Value) -> Value {
    var value = value
    if let local = value["local"] {
      var local = component(local)
      // kubeadm's own type always writes it, and takes the empty text for its default.
      local["dataDir"] = local["dataDir"] ?? ""
      value["local"] = local
    }
    return value
  }
}

// MARK: - The machine

extension KubeadmConfiguration {
  /// `taints: null` asks for kubeadm's own taint, `taints: []` for none: the key is always written.
  func registration(_ value: Value?) -> Value {
    var value = (value ?? [:]).dropping(unknownToRegistration)
    value["kubeletExtraArgs"] = value["kubeletExtraArgs"].map(arguments)
    value["taints"] = value["taints"] ?? .null
    return value
  }

  /// Flags by name before v1beta4, and a list, in which a name may come twice, from then on.
  private func arguments(_ value: Value) -> Value {
    let pairs: [(String, Value)] =
      if let map = value.map {
        map.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
      } else {
        (value.list ?? []).compactMap { item in
          item["name"]?.string.map { ($0, item["value"] ?? "") }
        }
      }
    guard api >= .v1beta4 else { return .map(Map(pairs)) }
    return .list(pairs.map { ["name": .string($0.0), "value": $0.1] })
  }

  private func token(_ value: Value) -> Value {
    var value = value
    let seconds = value["ttlSeconds"]?.int
    value["ttlSeconds"] = nil
    value["ttl"] = seconds.map { .string(GoDuration.text(seconds: $0)) }
    return value
  }

  /// `kubeletHealthCheckSeconds: 60` as `kubeletHealthCheck: 1m0s`.
  func durations(_ value: Value?) -> Value? {
    guard let map = value?.map, !map.isEmpty else { return nil }
    var durations = Map()
    for entry in map {
      guard entry.key.hasSuffix("Seconds"), let seconds = entry.value.int else { continue }
      durations[String(entry.key.dropLast(7))] = .string(GoDuration.text(seconds: seconds))
    }
    return .map(durations)
  }

  private var healthCheck: String { "controlPlaneComponentHealthCheckSeconds" }
}
