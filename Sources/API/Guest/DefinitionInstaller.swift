// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// Brings definitions of our kinds to an API server where we are guests: what others put there stays.
package struct DefinitionInstaller: Sendable {
  /// What became of a definition.
  package enum Outcome: Sendable, Hashable {
    case created
    case configured
    case unchanged
    /// Somebody else made it, and it was not touched.
    case foreign
  }

  private let client: any KubeClient
  private let clock: Timekeeper

  package init(_ client: any KubeClient, clock: Timekeeper = .system) {
    self.client = client
    self.clock = clock
  }

  static let resource = Resource(
    group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions")

  /// Returns when the server has taken the definition, though it may not serve it yet. Where no webhook
  /// is named, one that was named before stays.
  package func install(_ kind: Kind, _ webhook: ConversionWebhook?) async throws -> Outcome {
    let address = Address(Self.resource, name: kind.definitionName)
    let found = try await client.find(address)
    if let found, found.metadata.labels[Labels.managedBy] != "capctl" { return .foreign }
    let definition = try kind.guestDefinition(webhook ?? found.flatMap(ConversionWebhook.init(of:)))
    var options = WriteOptions()
    options.fieldManager = "capctl"
    options.force = true
    let applied = try await client.patch(.apply(definition.value), at: address, options)
    guard let found else { return .created }
    return found.metadata.resourceVersion == applied.metadata.resourceVersion
      ? .unchanged : .configured
  }

  /// Waits until the server serves the kind.
  package func established(_ kind: Kind, within limit: Duration) async throws(StatusError) {
    let end = clock.elapsed() + limit
    let address = Address(Self.resource, name: kind.definitionName)
    while true {
      let definition = try await client.get(address)
      if definition.condition("Established")?.status == .yes { return }
      guard clock.elapsed() < end else {
        let names = definition.condition("NamesAccepted")?.message ?? ""
        throw StatusError(
          code: 504, reason: .timeout,
          message: "\(kind.definitionName) is not served yet\(names.isEmpty ? "" : ": \(names)")")
      }
      try? await clock.sleep(.milliseconds(100))
    }
  }
}
