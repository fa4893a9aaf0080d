// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube
import Manifest
import Site

/// The images of what kubeadm installs once and never upgrades: kube-proxy and CoreDNS.
package enum WorkloadImages {
  /// A DaemonSet or Deployment of kube-system, and what its image has to become.
  package struct Target: Sendable, Hashable {
    package let resource: Resource
    package let name: String
    /// Nil leaves it as it is.
    package var repository: String?
    package var tag: String?
  }

  /// What a control plane wants of them, but for those it is annotated to skip.
  package static func targets(of plane: KubeadmControlPlane) -> [Target] {
    let annotations = plane.metadata.annotations
    let configuration = plane["spec.kubeadmConfigSpec.clusterConfiguration"]
    let repository = configuration?["imageRepository"]?.string
    var targets: [Target] = []
    if annotations["controlplane.cluster.x-k8s.io/skip-kube-proxy"] == nil {
      targets.append(
        Target(
          resource: .apps("daemonsets"), name: "kube-proxy", repository: repository,
          tag: ImageName.tag(of: plane.version)))
    }
    if annotations["controlplane.cluster.x-k8s.io/skip-coredns"] == nil {
      targets.append(
        Target(
          resource: .apps("deployments"), name: "coredns",
          repository: configuration?["dns", "imageRepository"]?.string ?? repository,
          tag: configuration?["dns", "imageTag"]?.string))
    }
    return targets
  }

  /// The image of one of a workload's containers.
  static func image(of workload: Object, _ container: String) -> ImageName? {
    let containers = workload.spec["template", "spec", "containers"]?.list ?? []
    let found = containers.first { $0["name"] == .string(container) }
    return found?["image"]?.string.flatMap { ImageName($0) }
  }

  /// The workload with the image that is wanted; nil where it has it, or pins it by its digest.
  package static func moved(_ workload: Object, to target: Target) -> Object? {
    var containers = workload.spec["template", "spec", "containers"]?.list ?? []
    guard let index = containers.firstIndex(where: { $0["name"] == .string(target.name) }),
      let text = containers[index]["image"]?.string, var image = ImageName(text)
    else { return nil }
    let before = image
    image.repository = target.repository ?? image.repository
    image.tag = target.tag ?? image.tag
    guard image != before else { return nil }
    containers[index]["image"] = .string("\(image)")
    var moved = workload
    moved.spec["template"]?["spec"]?["containers"] = .some(.list(containers))
    return moved
  }
}

extension Resource {
  static func apps(_ plural: String) -> Resource {
    Resource(group: "apps", version: "v1", plural: plural)
  }
}
