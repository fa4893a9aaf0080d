// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Testing

struct ConditionV1beta1Tests {
  @Test func `a condition changes its time with its status alone`() {
    let (early, late) = (Time(seconds: 100), Time(seconds: 200))
    var object = Object(Kind.azureCluster.at(), namespace: "team", name: "some")
    object.set(ConditionV1beta1("VNetReady", .yes), at: early)
    object.set(ConditionV1beta1("Ready", .no, .info, reason: "Creating"), at: early)
    object.set(
      ConditionV1beta1("Ready", .no, .error, reason: "Failed", message: "quota"), at: late)
    object.set(ConditionV1beta1("VNetReady", .unknown), at: late)
    #expect(
      object.status["conditions"] == [
        [
          "type": "Ready", "status": "False", "severity": "Error", "reason": "Failed",
          "message": "quota", "lastTransitionTime": "1970-01-01T00:01:40Z",
        ],
        ["type": "VNetReady", "status": "Unknown", "lastTransitionTime": "1970-01-01T00:03:20Z"],
      ])
    #expect(object.conditionsV1beta1.map(\.severity) == [.error, nil])
  }
}
