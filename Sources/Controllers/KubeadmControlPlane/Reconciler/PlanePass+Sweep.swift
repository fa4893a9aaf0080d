// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime
import Site

extension PlanePass {
  /// Takes away the copies of templates of which the last machine has gone.
  func sweep() async throws(StatusError) {
    guard let uid = plane.uid, let template = parts.template,
      let resource = await site.address(of: template.object)?.resource
    else { return }
    let used = Set(
      machines.compactMap { $0.infrastructure?.metadata.annotations[Annotations.clonedFromName] })
    let copies = await site.informer(resource).cache.objects(Indexes.owner, uid)
    for copy in copies
    where !copy.isDeleting && copy.name != template.frozenName && !used.contains(copy.name) {
      try await site.delete(copy, in: resource)
    }
  }
}
