// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import Runtime
import Testing

@testable import Controllers
@testable import Site

// What everybody else does.
extension PlaneStage {
  /// Each Machine goes one step.
  func play() async throws {
    for machine in try await machines() {
      if machine.isDeleting { try await end(machine) } else { try await start(machine) }
    }
    if let plane = try? await controlPlane(), plane.isInitialized {
      try await change(.cluster, "c") {
        $0.status["initialization"]?["controlPlaneInitialized"] = true
      }
    }
  }

  private func start(_ machine: Machine) async throws {
    // A pass that was cut may have made the Machine and nothing else.
    guard let config = try await world.find(.kubeadmConfig, machine.name).map(KubeadmConfig.init),
      let secret = config.dataSecretName, machine.nodeName == nil,
      try await world.find(.inMemoryMachine, machine.name) != nil
    else { return }
    try await boot(machine.name, machine.version ?? "")
    try await change(.machine, machine.name) { object in
      var machine = Machine(object)
      machine.dataSecretName = secret
      machine.providerID = "in-memory:////\(machine.name)"
      machine.isInfrastructureProvisioned = true
      machine.nodeName = machine.name
      machine.set(Condition("Ready", .yes, reason: "Ready"), at: self.world.site.now)
      machine.set(Condition("Available", .yes, reason: "Available"), at: self.world.site.now)
      object = machine.object
    }
  }

  /// What kubeadm and the kubelet leave behind.
  private func boot(_ node: String, _ version: String) async throws {
    if etcd.names.isEmpty { try await found(version) }
    for part in [PlaneMachine.Part.apiServer, .controllerManager, .scheduler, .etcdPod] {
      try await run(PlaneReading.podName(part, on: node))
    }
    etcd.join(node)
  }

  private func run(_ pod: String) async throws {
    var object = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespace: "kube-system", name: pod)
    object.metadata.labels = ["tier": "control-plane"]
    object.spec = ["containers": [["name": "main", "image": "registry.example/main:1"]]]
    let place = Address(.pods, namespace: "kube-system", name: pod)
    if try await workload.find(place) == nil {
      _ = try await workload.create(object, at: Address(.pods, namespace: "kube-system"))
    }
    var status = place
    status.subresource = "status"
    let running: Value = [
      "phase": "Running", "conditions": [["type": "Ready", "status": "True"]],
    ]
    _ = try await workload.patch(.merge(["status": running]), at: status)
  }

  /// What `kubeadm init` leaves in the cluster.
  private func found(_ version: String) async throws {
    let text =
      "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n"
      + "kubernetesVersion: \(version)\nclusterName: c\n"
    try await put("ConfigMap", "kubeadm-config", in: .configMaps) {
      $0.value["data"] = ["ClusterConfiguration": .string(text)]
    }
    for (kind, plural, name) in [
      ("DaemonSet", "daemonsets", "kube-proxy"), ("Deployment", "deployments", "coredns"),
    ] {
      try await put(kind, name, in: .apps(plural)) { object in
        object.value["apiVersion"] = "apps/v1"
        let containers: Value = [
          ["name": .string(name), "image": .string("registry.example/\(name):\(version)")]
        ]
        object.spec = [
          "selector": ["matchLabels": ["app": .string(name)]],
          "template": [
            "metadata": ["labels": ["app": .string(name)]], "spec": ["containers": containers],
          ],
        ]
      }
    }
  }

  private func put(
    _ kind: String, _ name: String, in resource: Resource, _ body: (inout Object) -> Void
  ) async throws {
    var object = Object(
      GroupVersionKind(group: "", version: "v1", kind: kind), namespace: "kube-system", name: name)
    body(&object)
    _ = try await workload.create(object, at: Address(resource, namespace: "kube-system"))
  }

  /// The Machine waits for the hook, then goes with all that is its own.
  private func end(_ machine: Machine) async throws {
    let hook = Annotations.controlPlaneCleanupHook
    if machine.metadata.annotations[hook] != nil {
      try await change(.machine, machine.name) { object in
        object.set(
          Condition("Deleting", .yes, reason: Reasons.waitingForPreTerminateHook),
          at: self.world.site.now)
      }
      return
    }
    for part in [PlaneMachine.Part.apiServer, .controllerManager, .scheduler, .etcdPod] {
      let name = PlaneReading.podName(part, on: machine.name)
      _ = try? await workload.delete(
        Address(.pods, namespace: "kube-system", name: name), .now)
    }
    for kind in [Kind.kubeadmConfig, .inMemoryMachine] {
      _ = try? await world.direct.delete(
        Address(kind.resource(), namespace: "default", name: machine.name))
    }
    let secret = Address(.secrets, namespace: "default", name: machine.name)
    _ = try? await world.direct.delete(secret)
    try await change(.machine, machine.name) { $0.metadata.finalizers = [] }
  }
}

extension DeleteOptions {
  fileprivate static var now: DeleteOptions {
    var options = DeleteOptions()
    options.gracePeriodSeconds = 0
    return options
  }
}
