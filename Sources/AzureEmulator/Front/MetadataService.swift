// SPDX-License-Identifier: Apache-2.0

import Serving
import Synchronization

/// The instance metadata service, as real machines reach it: each by a port of its own, which tells who asks.
/// Nothing else can be asked for there.
final class MetadataService: Sendable {
  private let host: String
  private let server: HTTPServer
  private let doors = Mutex<[String: ListenAddress]>([:])

  init(at host: String, answer: @escaping @Sendable (Call) -> Reply) throws {
    self.host = host
    server = try HTTPServer { request in
      guard let call = Call(machine: request) else { return ServerResponse(Reply(404)) }
      return ServerResponse(answer(call))
    }
  }

  /// Where it answers for a machine, from now on.
  func open(_ machine: String) throws -> String {
    let key = machine.lowercased()
    if let known = doors.withLock({ $0[key] }) { return "\(known)" }
    let address = try server.listen(at: .tcp(host, port: 0), under: machine)
    doors.withLock { $0[key] = address }
    return "\(address)"
  }

  func close(_ machine: String) {
    let door = doors.withLock { $0.removeValue(forKey: machine.lowercased()) }
    if let door { server.close(door) }
  }

  func shutDown() async { await server.shutDown(within: .seconds(1)) }
}

extension Call {
  /// What a machine asks, whose id the path begins with.
  fileprivate init?(machine request: ServerRequest) {
    let marks = request.path.ranges(of: "/metadata/")
    guard let mark = marks.last, mark.lowerBound > request.path.startIndex else { return nil }
    self.init(
      request.method, String(request.path[mark.lowerBound...]), query: request.query,
      headers: request.headers, body: request.body, base: "http://169.254.169.254")
    machine = String(request.path[..<mark.lowerBound])
  }
}
