// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

struct ConfigMapRules: KindRules {
  func errors(in object: Object, over old: Object?) -> [FieldError] {
    let data = object.value["data"]?.map ?? [:]
    let binary = object.value["binaryData"]?.map ?? [:]
    var errors: [FieldError] = []
    for key in data.keys.sorted() {
      errors += DataKeys.errors(key, in: "data")
      if binary.contains(key) {
        errors.append(
          .invalid("data[\(key)]", .string(key), "duplicate of key present in binaryData"))
      }
    }
    for key in binary.keys.sorted() { errors += DataKeys.errors(key, in: "binaryData") }
    if DataKeys.size(of: data) + DataKeys.size(of: binary) > DataKeys.limit {
      errors.append(.tooLong("", bytes: DataKeys.limit))
    }
    return errors + Immutable.errors(object, over: old, ["data", "binaryData"])
  }

  func settle(_ object: inout Object, over old: Object?) throws(StatusError) {
    try DataKeys.checkTexts(object, "data")
    try DataKeys.checkBytes(object, "binaryData")
  }
}
