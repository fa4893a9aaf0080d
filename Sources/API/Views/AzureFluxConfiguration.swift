// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// What a cluster in Azure follows by Flux.
package struct AzureFluxConfiguration: View {
  package static let kind = Kind.azureFluxConfiguration
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var secretName: String? { self[text: "spec.secretRef.name"] }

  /// What is applied, by name.
  package var kustomizations: Value { self["spec.kustomizations"] ?? [:] }

  /// Whether what is said here is what Azure was told last.
  package var isObserved: Bool {
    self[int: "status.observedGeneration"] == metadata.generation
  }

  package var complianceState: String? { self[text: "status.complianceState"] }
  package var revision: String? { self[text: "status.revision"] }
  package var statuses: [Value] { self["status.statuses"]?.list ?? [] }
  package var publicKey: String? { self[text: "status.repositoryPublicKey"] }
  package var extensionVersion: String? { self[text: "status.extensionVersion"] }
  package var connectivity: String? { self[text: "status.connectivity"] }
}
