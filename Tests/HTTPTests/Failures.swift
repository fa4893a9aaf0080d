// SPDX-License-Identifier: Apache-2.0

import HTTP
import Testing

extension HTTPClient {
  /// The error that sending `request`, or reading the whole of its answer, must end with.
  func failure(
    _ request: HTTPRequest, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> HTTPError {
    let error = await #expect(throws: HTTPError.self, sourceLocation: sourceLocation) {
      try await self.send(request).body.collect(upTo: 1 << 30)
    }
    return try #require(error, sourceLocation: sourceLocation)
  }

  /// Status and body of the answer.
  func text(_ request: HTTPRequest) async throws -> String {
    let response = try await send(request)
    let body = try await response.body.collect(upTo: 1 << 30)
    return "\(response.status) \(String(decoding: body, as: UTF8.self))"
  }
}
