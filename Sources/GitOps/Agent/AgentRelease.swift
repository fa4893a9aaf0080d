// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Site

/// Makes a cluster that goes let go of what it has outside, while there is somebody in it who can: its
/// agent is stilled, then load balancers go, then volumes.
///
/// Nothing is remembered between passes, and each step is given up in its time.
struct AgentRelease {
  let client: any KubeClient
  /// When the Cluster began to go.
  let since: Time

  /// How long each step may take.
  static let patience = Duration.seconds(300)
  /// How long a cluster may be silent.
  static let silence = Duration.seconds(60)

  /// - Returns: What is still waited for; nil when nothing is.
  func step(at now: Time) async throws(StatusError) -> String? {
    let services = ReleasePlan.services(try await list(.services))
    let hasTime = now < since + Self.patience
    if !services.isEmpty, hasTime {
      try await still()
      try await delete(services, .services)
      return waiting(for: "Service", services)
    }
    let volumes = ReleasePlan.volumes(try await list(.persistentVolumes))
    guard !volumes.isEmpty, now < since + Self.patience + Self.patience else { return nil }
    try await still()
    try await release(volumes)
    return waiting(for: "PersistentVolume", volumes)
  }

  private func waiting(for kind: String, _ objects: [Object]) -> String {
    let names = objects.map { $0.namespace == nil ? $0.name : $0.place }.sorted().shortened()
    let subject = objects.count == 1 ? "\(kind) \(names)" : "\(kind)s \(names)"
    return "\(Waiting(for: "\(subject) to be gone", since: since))"
  }

  /// Whatever would bring back what is deleted here.
  private func still() async throws(StatusError) {
    for resource in Resource.followers {
      for object in try await list(resource) where object.spec["suspend"]?.bool != true {
        try await attempt { () async throws(StatusError) in
          _ = try await client.patch(.merge(["spec": ["suspend": true]]), at: object.at(resource))
        }
      }
    }
  }

  /// Claims go, and with them those who use them: a volume is released only when nobody does.
  private func release(_ volumes: [Object]) async throws(StatusError) {
    let claims = ReleasePlan.claims(of: volumes)
    for set in ReleasePlan.makers(try await list(.statefulSets)) {
      try await attempt { () async throws(StatusError) in
        _ = try await client.patch(.merge(["spec": ["replicas": 0]]), at: set.at(.statefulSets))
      }
    }
    let there = try await list(.persistentVolumeClaims)
    try await delete(there.filter { claims.contains($0.place) }, .persistentVolumeClaims)
    try await delete(ReleasePlan.users(of: claims, try await list(.pods)), .pods)
  }

  private func delete(_ objects: [Object], _ resource: Resource) async throws(StatusError) {
    for object in objects where !object.isDeleting {
      try await attempt { () async throws(StatusError) in
        try await client.delete(object.at(resource))
      }
    }
  }

  /// What is gone already is as it should be.
  private func attempt(
    _ work: () async throws(StatusError) -> Void
  ) async throws(StatusError) {
    do throws(StatusError) {
      try await work()
    } catch {
      guard error.isNotFound else { throw error }
    }
  }

  /// All of them; none where the kind is not served.
  private func list(_ resource: Resource) async throws(StatusError) -> [Object] {
    do throws(StatusError) {
      return try await client.listAll(Address(resource)).items
    } catch {
      guard error.isNotFound else { throw error }
      return []
    }
  }
}

/// What of a cluster is outside of it, and who holds it. Pure.
enum ReleasePlan {
  static func services(_ all: [Object]) -> [Object] {
    all.filter { $0.spec["type"]?.string == "LoadBalancer" }
  }

  /// Volumes that go with their claims.
  static func volumes(_ all: [Object]) -> [Object] {
    all.filter {
      $0.spec["persistentVolumeReclaimPolicy"]?.string == "Delete" && $0.spec["claimRef"] != nil
    }
  }

  /// The claims, as `namespace/name`.
  static func claims(of volumes: [Object]) -> Set<String> {
    Set(
      volumes.map { volume in
        let claim = volume.spec["claimRef"]
        return "\(claim?["namespace"]?.string ?? "")/\(claim?["name"]?.string ?? "")"
      })
  }

  /// StatefulSets that would make their claims anew.
  static func makers(_ sets: [Object]) -> [Object] {
    sets.filter { set in
      set.spec["volumeClaimTemplates"]?.list?.isEmpty == false && set.spec["replicas"]?.int != 0
    }
  }

  /// Pods on a node that use one of them; those that come after find no claim, and no node.
  static func users(of claims: Set<String>, _ pods: [Object]) -> [Object] {
    pods.filter { pod in
      pod.spec["nodeName"] != nil
        && (pod.spec["volumes"]?.list ?? []).contains { volume in
          let name = volume["persistentVolumeClaim", "claimName"]?.string
          return name.map { claims.contains("\(pod.namespace ?? "")/\($0)") } ?? false
        }
    }
  }
}

extension Object {
  fileprivate var place: String { "\(namespace ?? "")/\(name)" }

  fileprivate func at(_ resource: Resource) -> Address {
    Address(resource, namespace: namespace, name: name)
  }
}

extension Resource {
  fileprivate static let services = Resource(group: "", version: "v1", plural: "services")
  fileprivate static let pods = Resource(group: "", version: "v1", plural: "pods")
  fileprivate static let persistentVolumes = Resource(
    group: "", version: "v1", plural: "persistentvolumes")
  fileprivate static let persistentVolumeClaims = Resource(
    group: "", version: "v1", plural: "persistentvolumeclaims")
  fileprivate static let statefulSets = Resource(
    group: "apps", version: "v1", plural: "statefulsets")

  /// What follows git in a cluster, in the versions that may be served there.
  fileprivate static let followers =
    ["v1", "v1beta2", "v1beta1"].map {
      Resource(group: "kustomize.toolkit.fluxcd.io", version: $0, plural: "kustomizations")
    }
    + ["v2", "v2beta2", "v2beta1"].map {
      Resource(group: "helm.toolkit.fluxcd.io", version: $0, plural: "helmreleases")
    }
}
