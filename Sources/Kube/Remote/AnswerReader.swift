// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

/// Reads what a server said: an object, or why there is none.
struct AnswerReader {
  let status: Int
  let headers: HTTPHeaders

  func answer(_ bytes: [UInt8]) throws(StatusError) -> Answer {
    guard (200..<300).contains(status) else { throw failure(bytes) }
    let value: Value
    do throws(ManifestError) {
      value = try JSON.parse(bytes, name: "the answer")
    } catch {
      throw StatusError(code: status, reason: .unknown, message: "\(error)")
    }
    // Some servers say in the body alone that it went wrong.
    if let error = StatusError(value) { throw error }
    return Answer(value, warnings: warnings, created: status == 201)
  }

  /// The failure that an answer tells of, whether or not a Kubernetes wrote it.
  func failure(_ bytes: [UInt8]) -> StatusError {
    if let value = try? JSON.parse(bytes), var error = StatusError(value) {
      if error.code == 0 { error.code = status }
      if error.details.retryAfterSeconds == 0 { error.details.retryAfterSeconds = retryAfter }
      return error
    }
    let line = String(decoding: bytes.prefix(300), as: UTF8.self)
      .split(whereSeparator: \.isNewline).first.map(String.init)
    var error = StatusError(
      code: status, reason: Self.reason(status),
      message: status == 404
        // So answers a Kubernetes where it does not serve anything at the path.
        ? "the server could not find the requested resource"
        : line.map { "the server answered \(status): \($0)" }
          ?? "the server answered \(status) and gave no reason")
    error.details.retryAfterSeconds = retryAfter
    return error
  }

  private var retryAfter: Int64 { headers["Retry-After"].flatMap(Int64.init) ?? 0 }

  /// What the server wants the caller to know: `299 - "spec.x is deprecated"`.
  var warnings: [String] {
    headers.all("Warning").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 2)
      guard parts.count == 3, parts[0] == "299" else { return nil }
      return Self.unquoted(parts[2])
    }
  }

  private static func unquoted(_ text: Substring) -> String? {
    guard text.first == "\"" else { return nil }
    var result = ""
    var isEscaped = false
    for character in text.dropFirst() {
      switch (character, isEscaped) {
      case ("\"", false): return result
      case ("\\", false): isEscaped = true
      default:
        result.append(character)
        isEscaped = false
      }
    }
    return nil
  }

  private static func reason(_ status: Int) -> StatusError.Reason {
    switch status {
    case 400: .badRequest
    case 401: .unauthorized
    case 403: .forbidden
    case 404: .notFound
    case 405: .methodNotAllowed
    case 406: .notAcceptable
    case 409: .conflict
    case 410: .expired
    case 413: .requestEntityTooLarge
    case 415: .unsupportedMediaType
    case 422: .invalid
    case 429: .tooManyRequests
    case 500: .internalError
    case 503: .serviceUnavailable
    case 504: .timeout
    default: .unknown
    }
  }
}
