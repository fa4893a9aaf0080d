// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What makes bootstrap data, by either generation of the contract.
struct BootstrapConfig {
  let object: Object

  /// The Secret with the data; nil before it is there.
  var dataSecretName: String? {
    guard object.says("initialization", "dataSecretCreated", or: "ready") else { return nil }
    return object.status["dataSecretName"]?.string
  }
}
