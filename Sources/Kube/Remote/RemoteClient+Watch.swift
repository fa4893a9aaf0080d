// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension RemoteClient {
  package func watch(
    _ address: Address, _ options: WatchOptions
  ) async throws(StatusError) -> Watch {
    try await watch(address, options, accept: "application/json")
  }

  /// Events of what `accept` asks for in the place of objects.
  func watch(
    _ address: Address, _ options: WatchOptions, accept: String
  ) async throws(StatusError) -> Watch {
    let plan = Plan(action: "watch \(address)", priority: .read, mayBeRepeated: true)
    var request = request("GET", address.encodedPath + encoded(options.query))
    request.headers["Accept"] = accept
    // Beyond what the server was told, only a dead connection keeps a watch silent.
    request.deadline = options.timeout.map { $0 + .seconds(30) }
    request.multiplexes = true
    let response = try await perform(request, plan)
    guard response.isSuccess else {
      let bytes = try await read(response, plan)
      throw AnswerReader(status: response.status, headers: response.headers).failure(bytes)
    }
    let events = EventReader(response.body, self, plan.action)
    return Watch(
      next: { () async throws(StatusError) in try await events.next() },
      cancel: { response.body.cancel() })
  }
}

/// Reads a watch's events, line by line.
private actor EventReader {
  /// The longest event: no object is larger than a server takes, with room for how it is written.
  private static let lineBytes = 64 << 20

  private let client: RemoteClient
  private let action: String
  /// Taken out while it reads.
  private var lines: HTTPLines.Iterator?

  init(_ body: HTTPResponseBody, _ client: RemoteClient, _ action: String) {
    self.client = client
    self.action = action
    lines = body.lines(upTo: Self.lineBytes).makeAsyncIterator()
  }

  func next() async throws(StatusError) -> WatchEvent? {
    guard var reader = lines.take() else { return nil }
    let line: [UInt8]?
    do throws(HTTPError) {
      line = try await reader.next(isolation: self)
    } catch {
      if error.isCancelled { return nil }
      throw client.unreachable(error, action)
    }
    guard let line else { return nil }
    let event = try event(line)
    lines = reader
    return event
  }

  private func event(_ line: [UInt8]) throws(StatusError) -> WatchEvent {
    guard let value = try? JSON.parse(line), let object = value["object"] else {
      throw .internalError("the watch held a line that is no event")
    }
    switch value["type"]?.string {
    case "ADDED": return .added(Object(object))
    case "MODIFIED": return .modified(Object(object))
    case "DELETED": return .deleted(Object(object))
    case "BOOKMARK": return .bookmark(Object(object))
    case "ERROR":
      throw StatusError(object) ?? .internalError("the watch ended with an error it did not tell")
    default: throw .internalError("the watch held an event of an unknown type")
    }
  }
}
