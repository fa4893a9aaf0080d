// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// One thing wrong with one field of an object, in the words of Kubernetes' own validation.
package struct FieldError: Sendable, Hashable {
  /// As clients match it in `details.causes[].reason`.
  package enum Kind: String, Sendable {
    case invalid = "FieldValueInvalid"
    case required = "FieldValueRequired"
    case notSupported = "FieldValueNotSupported"
    case duplicate = "FieldValueDuplicate"
    case forbidden = "FieldValueForbidden"
    case typeInvalid = "FieldValueTypeInvalid"
    case tooLong = "FieldValueTooLong"
    case tooMany = "FieldValueTooMany"
    case notFound = "FieldValueNotFound"
  }

  package var kind: Kind
  /// `spec.containers[0].name`
  package var path: String
  /// What follows the path: `Invalid value: -1: should be greater than or equal to 0`.
  package var message: String

  private init(_ kind: Kind, _ path: String, _ message: String) {
    self.kind = kind
    self.path = path
    self.message = message
  }

  package static func invalid(_ path: String, _ value: Value, _ detail: String) -> FieldError {
    FieldError(.invalid, path, "Invalid value: \(quoted(value)): \(detail)")
  }

  /// For values that the API shows in its own language's words.
  package static func invalid(
    _ path: String, shownAs text: String, _ detail: String
  ) -> FieldError {
    FieldError(.invalid, path, "Invalid value: \(text): \(detail)")
  }

  package static func typeInvalid(_ path: String, _ value: Value, _ detail: String) -> FieldError {
    FieldError(.typeInvalid, path, "Invalid value: \(quoted(value)): \(detail)")
  }

  package static func required(_ path: String, _ detail: String = "") -> FieldError {
    FieldError(.required, path, detail.isEmpty ? "Required value" : "Required value: \(detail)")
  }

  package static func notSupported(
    _ path: String, _ value: Value, supported: [String]
  ) -> FieldError {
    notSupported(path, shownAs: quoted(value), supported: supported)
  }

  /// For values that the API shows in its own language's words.
  package static func notSupported(
    _ path: String, shownAs text: String, supported: [String]
  ) -> FieldError {
    let choices = supported.map { "\"\($0)\"" }.joined(separator: ", ")
    return FieldError(
      .notSupported, path, "Unsupported value: \(text): supported values: \(choices)")
  }

  package static func duplicate(_ path: String, _ value: Value) -> FieldError {
    FieldError(.duplicate, path, "Duplicate value: \(quoted(value))")
  }

  package static func forbidden(_ path: String, _ detail: String) -> FieldError {
    FieldError(.forbidden, path, "Forbidden: \(detail)")
  }

  package static func tooLong(_ path: String, bytes: Int) -> FieldError {
    FieldError(.tooLong, path, "Too long: must have at most \(bytes) bytes")
  }

  package static func tooMany(_ path: String, _ count: Int, limit: Int) -> FieldError {
    FieldError(.tooMany, path, "Too many: \(count): must have at most \(limit) items")
  }

  package static func notFound(_ path: String, _ value: Value) -> FieldError {
    FieldError(.notFound, path, "Not found: \(quoted(value))")
  }

  /// A value as an error shows it: texts quoted, numbers bare, and of anything larger only what it is,
  /// so that an error never repeats a whole document.
  private static func quoted(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): String(flag)
    case .int(let number): String(number)
    case .double(let number): String(number)
    case .string(let text): "\"\(text)\""
    case .list, .map: "\"\(value.kind)\""
    }
  }
}

extension FieldError: CustomStringConvertible {
  package var description: String { "\(path): \(message)" }
}
