// SPDX-License-Identifier: Apache-2.0

import HTTP

/// One request and its answer. What is written is the request's body, until the first read.
final class HTTPWire: Wire {
  /// A body up to this size is sent whole, with its length: not every proxy takes chunks.
  private static let whole = 1 << 20

  private let client: HTTPClient
  private let stop: Stop
  private let errors: HTTPAnswers
  private let contentType: String
  private var request: HTTPRequest
  private var unsent: [UInt8] = []
  private var writer: HTTPBodyWriter?
  private var call: HTTPCall?
  private var answer: HTTPResponseBody?
  private var unread: ArraySlice<UInt8> = []

  init(
    _ request: HTTPRequest, over client: HTTPClient, _ stop: Stop, _ errors: HTTPAnswers,
    _ contentType: String
  ) {
    self.request = request
    self.client = client
    self.stop = stop
    self.errors = errors
    self.contentType = contentType
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(GitError) {
    unsafe unsent += bytes
    guard unsent.count > Self.whole else { return }
    if writer == nil {
      let writer = HTTPBodyWriter()
      self.writer = writer
      request.body = writer.body()
      start()
    }
    try flush()
  }

  /// Sends what was written, and waits for the head of the answer. Tells where it came from.
  @discardableResult
  func begin() throws(GitError) -> String {
    if let writer {
      try flush()
      writer.finish()
    } else {
      if !unsent.isEmpty { request.body = .bytes(unsent) }
      start()
    }
    let response = try response()
    try errors.check(response, contentType)
    answer = response.body
    return response.url
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
    if answer == nil { try begin() }
    while unread.isEmpty {
      do throws(HTTPError) {
        guard let bytes = try answer?.nextBlocking() else { return 0 }
        unread = bytes[...]
      } catch {
        throw errors.failure(error)
      }
    }
    let taken = unread.prefix(buffer.count)
    unsafe buffer.copyBytes(from: taken)
    unread = unread.dropFirst(taken.count)
    return taken.count
  }

  func close() {
    call?.cancel()
    answer?.cancel()
  }

  private func start() {
    let call = client.call(request)
    self.call = call
    stop.whenCancelled { call.cancel() }
  }

  private func flush() throws(GitError) {
    defer { unsent = [] }
    guard let writer, !writer.writeBlocking(unsent) else { return }
    // The request is over before its end: its answer says why.
    try errors.check(response(), contentType)
    throw errors.brokenOff
  }

  private func response() throws(GitError) -> HTTPResponse {
    guard let call else { preconditionFailure("nothing was asked") }
    do throws(HTTPError) {
      return try call.wait()
    } catch {
      throw errors.failure(error)
    }
  }
}
