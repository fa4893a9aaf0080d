// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

extension LocalClient: Discoverable {
  /// Always of the older form: within one process many small documents cost nothing.
  package func document(_ path: String, accept: String) async throws(StatusError) -> Value {
    let discovery = Discovery(catalog: server.catalog(of: cluster))
    let document: Value? =
      switch Route.read(path)?.route {
      case .coreVersions: discovery.coreVersions
      case .groups: discovery.groups
      case .group(let name): discovery.group(name)
      case .resources(let version): discovery.resources(version)
      case .version: APIVersion.document
      case .root: discovery.paths
      case .openAPI2: OpenAPIDocument(catalog: discovery.catalog).v2
      case .openAPI3Version(let version): OpenAPIDocument(catalog: discovery.catalog).v3(version)
      case .openAPI3, .resource, .health, .metrics, nil: nil
      }
    guard let document else { throw .noSuchResource() }
    return document
  }
}
