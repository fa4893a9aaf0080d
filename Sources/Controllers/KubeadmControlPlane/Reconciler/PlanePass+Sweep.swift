// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime
import Site

extension PlanePass {
  /// Keeps the copies of templates that machines were made from, and takes away those of which the last
  /// machine has gone.
  func sweep() async throws(StatusError) {
    guard let uid = plane.uid, let template = parts.template,
      let resource = await site.address(of: template.object)?.resource
    else { return }
    let used = Set(
      machines.compactMap { $0.infrastructure?.metadata.annotations[Annotations.clonedFromName] })
    let cache = await site.informer(resource).cache
    for name in used.union([template.frozenName]) {
      let key = Key(namespace: plane.namespace, name: name)
      guard let copy = cache[key], !copy.isDeleting else { continue }
      try await site.save(owned(copy), over: copy, at: key.address(in: resource))
    }
    for copy in cache.objects(Indexes.owner, uid)
    where !copy.isDeleting && copy.name != template.frozenName && !used.contains(copy.name) {
      try await site.delete(copy, in: resource)
    }
  }
}
