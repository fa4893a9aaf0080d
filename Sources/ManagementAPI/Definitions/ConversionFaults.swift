// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What is wrong with how a CustomResourceDefinition wants its objects converted.
struct ConversionFaults {
  private let conversion: Value
  private let place: String

  init(_ conversion: Value, at place: String) {
    self.conversion = conversion
    self.place = place
  }

  var all: [FieldError] {
    let strategy = conversion["strategy"]?.string ?? ""
    if strategy.isEmpty { return [.required("\(place).strategy")] }
    let known = ["None", "Webhook"]
    guard known.contains(strategy) else {
      return [.notSupported("\(place).strategy", .string(strategy), supported: known)] + unused
    }
    return strategy == "Webhook" ? webhookErrors : unused
  }

  private var webhook: Value? { conversion["webhook"] }

  private var unused: [FieldError] {
    guard let webhook, webhook != .null else { return [] }
    let words = "should not be set when strategy is not set to Webhook"
    var errors: [FieldError] = []
    if webhook["clientConfig"] ?? .null != .null {
      errors.append(.forbidden("\(place).webhookClientConfig", words))
    }
    if webhook["conversionReviewVersions"]?.list?.isEmpty == false {
      errors.append(.forbidden("\(place).conversionReviewVersions", words))
    }
    return errors
  }

  private var webhookErrors: [FieldError] {
    let path = "\(place).webhookClientConfig"
    var errors: [FieldError] = []
    if let config = webhook?["clientConfig"], config != .null {
      if (config["url"] == nil) == (config["service"] == nil) {
        errors.append(.required(path, "exactly one of url or service is required"))
      }
    } else {
      errors.append(.required(path, "required when strategy is set to Webhook"))
    }
    return errors + reviewErrors
  }

  private var reviewErrors: [FieldError] {
    let path = "\(place).conversionReviewVersions"
    let versions = (webhook?["conversionReviewVersions"]?.list ?? []).map { $0.string ?? "" }
    if versions.isEmpty { return [.required(path)] }
    var errors: [FieldError] = []
    for (index, version) in versions.enumerated() {
      if versions[..<index].contains(version) {
        errors.append(.invalid("\(path)[\(index)]", .string(version), "duplicate version"))
      } else if let cause = NamesFaults.fault(in: version) {
        errors.append(.invalid("\(path)[\(index)]", .string(version), cause))
      }
    }
    if !versions.contains(where: ["v1", "v1beta1"].contains) {
      errors.append(
        .invalid(
          path, .list(versions.map { .string($0) }), "must include at least one of v1, v1beta1"))
    }
    return errors
  }
}
