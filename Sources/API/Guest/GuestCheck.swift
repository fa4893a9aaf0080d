// SPDX-License-Identifier: Apache-2.0

package import Kube
import Log

/// Looks whether controllers of ours may work on an API server where we are guests.
package struct GuestCheck: Sendable {
  private let client: any KubeClient
  private let mayTakeOver: Bool

  package init(_ client: any KubeClient, mayTakeOver: Bool) {
    self.client = client
    self.mayTakeOver = mayTakeOver
  }

  /// A kind that is not served there, or that is somebody else's to look after.
  package struct Refusal: Failure {
    package let action: String
    package let cause: String
    package let hint: String?
  }

  /// Throws the first reason not to begin.
  package func check(_ kinds: [Kind]) async throws {
    for kind in kinds {
      let address = Address(DefinitionInstaller.resource, name: kind.definitionName)
      guard let definition = try await client.find(address) else {
        throw Refusal(
          action: "work on \(kind.definitionName)", cause: "the API server has no such kind",
          hint: "capctl crds install brings it there")
      }
      guard mayTakeOver || definition.metadata.labels[Labels.managedBy] == "capctl" else {
        throw Refusal(
          action: "work on \(kind.definitionName)", cause: "somebody else brought it there",
          hint: "where no other controller looks after it, say --take-over")
      }
    }
  }
}
