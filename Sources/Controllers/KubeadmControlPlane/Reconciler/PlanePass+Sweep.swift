// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime

extension PlanePass {
  /// Takes away what no Machine uses: parts of Machines that never came to be, and copies of templates
  /// of which the last machine has gone.
  func sweep() async throws(StatusError) {
    guard let uid = plane.uid, let template = parts.template else { return }
    let names = Set(machines.map(\.machine.name))
    let configs = await site.informer(.kubeadmConfig)
    try await sweep(configs, of: uid) { !names.contains($0.name) }
    let kind = template.object.groupVersionKind?.groupKind ?? GroupKind(group: "", kind: "")
    if let resource = await site.resource(of: TemplateClone.kind(of: kind)) {
      try await sweep(await site.informer(resource), of: uid) { !names.contains($0.name) }
    }
    guard let resource = await site.resource(of: kind) else { return }
    let used = Set(
      machines.compactMap { $0.infrastructure?.metadata.annotations[Annotations.clonedFromName] })
    try await sweep(await site.informer(resource), of: uid) { copy in
      copy.name != template.frozenName && !used.contains(copy.name)
    }
  }

  private func sweep(
    _ informer: Informer, of owner: String, _ isLeft: (Object) -> Bool
  ) async throws(StatusError) {
    for object in informer.cache.objects(Indexes.owner, owner)
    where !object.isDeleting && isLeft(object) {
      try await site.delete(object, in: informer.collection.resource)
    }
  }
}
