// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

/// A refusal, as Azure Resource Manager words it.
struct ARMError: Error {
  var status: Int
  let code: String
  let message: String
  var target: String?
  var headers: HTTPHeaders = [:]

  init(_ status: Int, _ code: String, _ message: String, target: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.target = target
  }

  var value: Value {
    var error: Value = ["code": .string(code), "message": .string(message)]
    if let target { error["target"] = .string(target) }
    return error
  }

  var reply: Reply { Reply(status, ["error": value], headers) }
}

extension ARMError {
  static func invalidContent(_ why: String) -> ARMError {
    ARMError(
      400, "InvalidRequestContent", "The request content was invalid and could not be read: \(why)."
    )
  }

  static func invalid(_ target: String, _ message: String) -> ARMError {
    ARMError(400, "InvalidParameter", message, target: target)
  }

  static func noGroup(_ name: String) -> ARMError {
    ARMError(404, "ResourceGroupNotFound", "Resource group '\(name)' could not be found.")
  }

  static func noResource(_ id: ResourceID) -> ARMError {
    guard let group = id.group else {
      return ARMError(404, "ResourceNotFound", "The resource '\(id.text)' was not found.")
    }
    return ARMError(
      404, "ResourceNotFound",
      "The Resource '\(id.shortName)' under resource group '\(group)' was not found.")
  }
}
