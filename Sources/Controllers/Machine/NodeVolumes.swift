// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The volumes that a Node holds, as far as the workload cluster knows.
struct NodeVolumes {
  private let node: Object
  private let client: any KubeClient

  private static let claims = Resource(group: "", version: "v1", plural: "persistentvolumeclaims")
  private static let volumes = Resource(group: "", version: "v1", plural: "persistentvolumes")
  private static let attachments = Resource(
    group: "storage.k8s.io", version: "v1", plural: "volumeattachments")

  init(_ node: Object, _ client: any KubeClient) {
    self.node = node
    self.client = client
  }

  /// By the Node's own word, and by the VolumeAttachments.
  func attached() async throws(StatusError) -> [VolumeWait.Volume] {
    var found: [VolumeWait.Volume] = []
    let names = (node.status["volumesAttached"]?.list ?? []).compactMap { $0["name"]?.string }
    let handles = names.isEmpty ? [:] : try await persistentVolumes()
    for name in names {
      found.append(VolumeWait.Volume(name, persistentVolume: handles[name]))
    }
    for attachment in try await client.listAll(Address(Self.attachments)).items {
      let spec = attachment.spec
      guard spec["nodeName"]?.string == node.name, attachment.status["attached"]?.bool == true
      else { continue }
      let volume = spec["source", "persistentVolumeName"]?.string
      found.append(VolumeWait.Volume(attachment.name, persistentVolume: volume))
    }
    return found
  }

  /// The PersistentVolumes that pods use.
  func persistent(of pods: [DrainPod]) async throws(StatusError) -> Set<String> {
    var volumes: Set<String> = []
    for pod in pods {
      let address = Address(.pods, namespace: pod.namespace, name: pod.name)
      for volume in try await client.find(address)?.spec["volumes"]?.list ?? [] {
        guard let claim = volume["persistentVolumeClaim", "claimName"]?.string else { continue }
        let claimed = try await client.find(
          Address(Self.claims, namespace: pod.namespace, name: claim))
        if let name = claimed?.spec["volumeName"]?.string { volumes.insert(name) }
      }
    }
    return volumes
  }

  /// The PersistentVolumes by the name that a Node has for them.
  private func persistentVolumes() async throws(StatusError) -> [String: String] {
    var names: [String: String] = [:]
    for volume in try await client.listAll(Address(Self.volumes)).items {
      guard let driver = volume.spec["csi", "driver"]?.string,
        let handle = volume.spec["csi", "volumeHandle"]?.string
      else { continue }
      names["kubernetes.io/csi/\(driver)^\(handle)"] = volume.name
    }
    return names
  }
}
