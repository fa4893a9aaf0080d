// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A refusal of the sign-in endpoint.
struct SignInError: Error {
  private let status: Int
  private let error: String
  private let number: Int64
  private let message: String

  init(_ status: Int, _ error: String, _ number: Int64, _ message: String) {
    self.status = status
    self.error = error
    self.number = number
    self.message = message
  }

  static func noTenant(_ tenant: String) -> SignInError {
    SignInError(
      400, "invalid_request", 90002,
      "Tenant '\(tenant)' not found. Check to make sure you have the correct tenant ID and are signing into "
        + "the correct cloud.")
  }

  static func noClient(_ id: String, _ tenant: String) -> SignInError {
    SignInError(
      400, "unauthorized_client", 700_016,
      "Application with identifier '\(id)' was not found in the directory '\(tenant)'.")
  }

  func reply(nextTrace trace: String, at time: String) -> Reply {
    let text =
      "AADSTS\(number): \(message) Trace ID: \(trace) Correlation ID: \(trace) Timestamp: \(time)"
    return Reply(
      status,
      [
        "error": .string(error), "error_description": .string(text), "error_codes": [.int(number)],
        "timestamp": .string(time), "trace_id": .string(trace), "correlation_id": .string(trace),
      ])
  }
}
