// SPDX-License-Identifier: Apache-2.0

/// The packs of the Azure provider, compiled in.
package enum AzurePacks {
  /// By the name of their file.
  package static let all = [
    "azurecluster.yaml": PackageResources.azurecluster_yaml,
    "azurefluxconfiguration.yaml": PackageResources.azurefluxconfiguration_yaml,
    "azuremachine.yaml": PackageResources.azuremachine_yaml,
    "azuremanagedcluster.yaml": PackageResources.azuremanagedcluster_yaml,
    "azuremanagedcontrolplane.yaml": PackageResources.azuremanagedcontrolplane_yaml,
    "azuremanagedmachinepool.yaml": PackageResources.azuremanagedmachinepool_yaml,
    "azureresource.yaml": PackageResources.azureresource_yaml,
  ]
}
