// SPDX-License-Identifier: Apache-2.0

/// The beginning of a platform repository, compiled in: the files by their paths. `${CLUSTER_NAME}` and
/// `${ENVIRONMENT}` in a path or a text are for whoever writes them.
package enum PlatformTemplate {
  package static let shared = [
    "base/kustomization.yaml": PackageResources.base_yaml,
    "base/cert-manager.yaml": PackageResources.cert_manager_yaml,
    "base/ingress-nginx.yaml": PackageResources.ingress_nginx_yaml,
    "base/keda.yaml": PackageResources.keda_yaml,
    "environments/prod/kustomization.yaml": PackageResources.prod_yaml,
    "environments/staging/kustomization.yaml": PackageResources.staging_yaml,
  ]

  /// What a cluster adds.
  package static let cluster = [
    "clusters/${CLUSTER_NAME}/kustomization.yaml": PackageResources.cluster_yaml
  ]
}
