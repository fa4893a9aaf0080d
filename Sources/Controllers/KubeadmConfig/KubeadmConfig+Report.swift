// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Site

// What a KubeadmConfig says of itself.
extension KubeadmConfig {
  mutating func holdBack(_ reason: String, _ waiting: Waiting, at now: Time) {
    set(
      Condition(ConditionTypes.dataSecretAvailable, .no, reason: reason, message: "\(waiting)"),
      at: now)
    summarize(at: now)
  }

  mutating func lackCertificates(_ waiting: Waiting, at now: Time) {
    set(
      Condition(
        ConditionTypes.certificatesAvailable, .no, reason: Reasons.not("Available"),
        message: "\(waiting)"), at: now)
    holdBack(Reasons.not("Available"), waiting, at: now)
  }

  mutating func fail(_ error: BootstrapError, at now: Time) {
    let hint = error.hint.map { "; \($0)" } ?? ""
    set(
      Condition(
        ConditionTypes.dataSecretAvailable, .no, reason: Reasons.not("Available"),
        message: "\(error)\(hint)"), at: now)
    summarize(at: now)
  }

  mutating func summarize(at now: Time) {
    observedGeneration = metadata.generation
    let types = [ConditionTypes.dataSecretAvailable, ConditionTypes.certificatesAvailable]
    set(
      ConditionMerge(ConditionTypes.ready).summary(
        of: types, in: object, optional: [ConditionTypes.certificatesAvailable]), at: now)
  }
}
