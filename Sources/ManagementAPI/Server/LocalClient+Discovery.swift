// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

extension LocalClient: Discoverable {
  /// Always of the older form: within one process many small documents cost nothing.
  package func document(_ path: String, accept: String) async throws(StatusError) -> Value {
    let discovery = Discovery(catalog: server.catalog(of: cluster))
    guard let route = Route.read(path)?.route, let document = discovery.document(at: route)
    else { throw .noSuchResource() }
    return document
  }
}
