// SPDX-License-Identifier: Apache-2.0

import TemplateParts

/// The cluster templates of the in-memory provider, compiled in.
package enum InMemoryTemplates {
  /// By flavor; the one without a name is the usual one.
  package static let all = TemplateParts.flavors(of: PackageResources.cluster_template_yaml)
}
