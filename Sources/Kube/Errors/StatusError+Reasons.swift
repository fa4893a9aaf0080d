// SPDX-License-Identifier: Apache-2.0

// The errors of an API server, with the messages of Kubernetes: programs and people match them.
extension StatusError {
  package static func badRequest(_ message: String) -> StatusError {
    StatusError(code: 400, reason: .badRequest, message: message)
  }

  package static func unauthorized() -> StatusError {
    StatusError(code: 401, reason: .unauthorized, message: "Unauthorized")
  }

  package static func forbidden(_ address: Address, _ why: String) -> StatusError {
    let name = address.name.map { " \"\($0)\"" } ?? ""
    return about(
      address, code: 403, reason: .forbidden,
      message: "\(address.resource.qualified)\(name) is forbidden: \(why)")
  }

  package static func notFound(_ address: Address) -> StatusError {
    about(
      address, code: 404, reason: .notFound,
      message: "\(address.resource.qualified) \"\(address.name ?? "")\" not found")
  }

  /// The address belongs to no resource that is served.
  package static func noSuchResource() -> StatusError {
    StatusError(
      code: 404, reason: .notFound, message: "the server could not find the requested resource")
  }

  package static func alreadyExists(_ address: Address) -> StatusError {
    about(
      address, code: 409, reason: .alreadyExists,
      message: "\(address.resource.qualified) \"\(address.name ?? "")\" already exists")
  }

  package static func conflict(_ address: Address, _ why: String = stale) -> StatusError {
    about(
      address, code: 409, reason: .conflict,
      message: "Operation cannot be fulfilled on \(address.resource.qualified) "
        + "\"\(address.name ?? "")\": \(why)")
  }

  package static let stale =
    "the object has been modified; please apply your changes to the latest version and try again"

  package static func invalid(
    _ kind: GroupKind, name: String, _ errors: [FieldError]
  ) -> StatusError {
    let texts = errors.map(\.description)
    let all = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    var status = StatusError(
      code: 422, reason: .invalid, message: "\(kind) \"\(name)\" is invalid: \(all)")
    status.details.name = name
    status.details.group = kind.group
    status.details.kind = kind.kind
    status.details.causes = errors.map {
      Cause(reason: $0.kind.rawValue, message: $0.message, field: $0.path)
    }
    return status
  }

  package static func expired(_ message: String) -> StatusError {
    StatusError(code: 410, reason: .expired, message: message)
  }

  package static func internalError(_ message: String) -> StatusError {
    var status = StatusError(
      code: 500, reason: .internalError, message: "Internal error occurred: \(message)")
    status.details.causes = [Cause(reason: "", message: message, field: "")]
    return status
  }

  package static func tooManyRequests(_ message: String, retryAfterSeconds: Int64) -> StatusError {
    var status = StatusError(code: 429, reason: .tooManyRequests, message: message)
    status.details.retryAfterSeconds = retryAfterSeconds
    return status
  }

  private static func about(
    _ address: Address, code: Int, reason: Reason, message: String
  ) -> StatusError {
    var status = StatusError(code: code, reason: reason, message: message)
    status.details.name = address.name ?? ""
    status.details.group = address.resource.group
    status.details.kind = address.resource.plural
    return status
  }
}
