// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// What an in-memory machine shows in its cluster: a Node, and a control plane's pods. Pure.
package struct NodeObjects: Sendable {
  /// How a machine is.
  package enum Health: Sendable, Hashable {
    case well
    /// Its kubelet says that it is not well.
    case notReady
    /// Nobody hears of it any more.
    case lost
  }

  package let name: String
  package let version: String
  package let isControlPlane: Bool
  package var providerID: String
  package var uid: String
  package var health = Health.well
  package var isEtcdLost = false
  package var labels: [String: String] = [:]
  package var taints: [Value] = []

  package init(
    name: String, version: String, isControlPlane: Bool, providerID: String, uid: String
  ) {
    self.name = name
    self.version = version
    self.isControlPlane = isControlPlane
    self.providerID = providerID
    self.uid = uid
  }

  // MARK: The Node

  /// Without what only time brings into it.
  package var node: Object {
    var node = Object(GroupVersionKind(group: "", version: "v1", kind: "Node"), name: name)
    node.metadata.labels = allLabels
    node.spec = ["providerID": .string(providerID)]
    let taints = allTaints
    if !taints.isEmpty { node.spec["taints"] = .list(taints) }
    return node
  }

  private var allLabels: [String: String] {
    var all = labels
    for prefix in ["", "beta."] {
      all["\(prefix)kubernetes.io/arch"] = "amd64"
      all["\(prefix)kubernetes.io/os"] = "linux"
    }
    all["kubernetes.io/hostname"] = name
    if isControlPlane { all["node-role.kubernetes.io/control-plane"] = "" }
    return all
  }

  private var allTaints: [Value] {
    let own: Value = ["key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"]
    return taints + (isControlPlane && !taints.contains(own) ? [own] : [])
  }

  package func nodeStatus(since now: Time, over old: Value = [:]) -> Value {
    var status = old
    let (ready, reason, message) = readiness
    status["conditions"] = .list(
      [Self.condition("Ready", ready, reason, message, now, old)]
        + ["MemoryPressure", "DiskPressure", "PIDPressure"].map {
          Self.condition(
            $0, health == .lost ? "Unknown" : "False",
            health == .lost ? "NodeStatusUnknown" : "KubeletHasNoPressure", "", now, old)
        })
    status["addresses"] = [["type": "Hostname", "address": .string(name)]]
    status["nodeInfo"] = nodeInfo
    let capacity: Value = ["cpu": "2", "memory": "4Gi", "pods": "110"]
    status["capacity"] = capacity
    status["allocatable"] = capacity
    return status
  }

  private var readiness: (String, String, String) {
    switch health {
    case .well: ("True", "KubeletReady", "kubelet is posting ready status")
    case .notReady: ("False", "KubeletNotReady", "a fault of the InMemoryMachine makes it so")
    case .lost: ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
    }
  }

  private var nodeInfo: Value {
    [
      "architecture": "amd64", "operatingSystem": "linux", "osImage": "in-memory",
      "kernelVersion": "0.0.0", "containerRuntimeVersion": "memory://1.0.0",
      "kubeletVersion": .string(version), "kubeProxyVersion": .string(version),
      "bootID": .string(uid), "machineID": .string(uid), "systemUUID": .string(uid),
    ]
  }

  /// Since when a condition is as it is stays, while it is so.
  private static func condition(
    _ type: String, _ status: String, _ reason: String, _ message: String, _ now: Time,
    _ old: Value
  ) -> Value {
    let before = (old["conditions"]?.list ?? []).first { $0["type"]?.string == type }
    let isSame = before?["status"]?.string == status
    let since = isSame ? before?["lastTransitionTime"]?.string : nil
    let heard = isSame ? before?["lastHeartbeatTime"]?.string : nil
    return [
      "type": .string(type), "status": .string(status), "reason": .string(reason),
      "message": .string(message), "lastTransitionTime": .string(since ?? "\(now)"),
      "lastHeartbeatTime": .string(heard ?? "\(now)"),
    ]
  }

  // MARK: Pods of a control plane

  static let components = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]

  /// What kubelet shows of the static pods.
  package var pods: [Object] { isControlPlane ? Self.components.map(pod) : [] }

  private func pod(_ component: String) -> Object {
    var pod = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespace: "kube-system",
      name: "\(component)-\(name)")
    pod.metadata.labels = ["component": component, "tier": "control-plane"]
    pod.metadata.annotations = [
      "kubernetes.io/config.mirror": String(EtcdState.number("\(uid)/\(component)"), radix: 16),
      "kubernetes.io/config.source": "file",
    ]
    let image = component == "etcd" ? "etcd:3.5.0-0" : "\(component):\(version)"
    pod.spec = [
      "nodeName": .string(name), "hostNetwork": true,
      "priorityClassName": "system-node-critical",
      "containers": [
        ["name": .string(component), "image": .string("registry.k8s.io/\(image)")]
      ],
    ]
    return pod
  }

  package func podStatus(of pod: Object, since now: Time, over old: Value) -> Value {
    let isEtcd = pod.metadata.labels["component"] == "etcd"
    let isDown = health == .lost || isEtcd && isEtcdLost
    let status = isDown ? "False" : "True"
    let before = (old["conditions"]?.list ?? []).first { $0["type"] == "Ready" }
    let isSame = before?["status"]?.string == status
    let since = (isSame ? before?["lastTransitionTime"]?.string : nil) ?? "\(now)"
    var conditions: [Value] = []
    for type in ["Initialized", "Ready", "ContainersReady", "PodScheduled"] {
      let isOf = ["Ready", "ContainersReady"].contains(type)
      conditions.append([
        "type": .string(type), "status": .string(isOf ? status : "True"),
        "lastTransitionTime": .string(isOf ? since : old["startTime"]?.string ?? since),
      ])
    }
    var new = old
    new["phase"] = "Running"
    new["startTime"] = .string(old["startTime"]?.string ?? "\(now)")
    new["conditions"] = .list(conditions)
    new["containerStatuses"] = [
      containerStatus(of: pod, isReady: !isDown, since: new["startTime"] ?? "")
    ]
    return new
  }

  private func containerStatus(of pod: Object, isReady: Bool, since start: Value) -> Value {
    let container = pod.spec["containers"]?.list?.first
    let image = container?["image"] ?? ""
    return [
      "name": container?["name"] ?? "", "image": image, "imageID": image, "restartCount": 0,
      "ready": .bool(isReady), "started": .bool(isReady),
      "state": ["running": ["startedAt": start]],
    ]
  }
}
