// SPDX-License-Identifier: Apache-2.0

/// The cluster templates of the Azure provider, compiled in.
package enum AzureTemplates {
  /// By flavor; the one without a name is the usual one.
  package static let all = ["": PackageResources.cluster_template_yaml]
}
