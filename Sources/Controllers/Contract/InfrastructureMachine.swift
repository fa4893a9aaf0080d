// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The machine of a provider, by either generation of the contract.
struct InfrastructureMachine {
  let object: Object

  var isProvisioned: Bool { object.says("initialization", "provisioned", or: "ready") }

  var providerID: String? {
    object.spec["providerID"]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  var addresses: [Value] { object.status["addresses"]?.list ?? [] }
  var isInterruptible: Bool { object.status["interruptible"]?.bool ?? false }

  var failureDomain: String? {
    object.status["failureDomain"]?.string ?? object.spec["failureDomain"]?.string
  }

  /// What v1beta1 says of a machine that can never become right.
  var failure: String? {
    let status = object.status
    return status["failureMessage"]?.string ?? status["failureReason"]?.string
  }
}
