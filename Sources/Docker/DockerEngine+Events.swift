// SPDX-License-Identifier: Apache-2.0

import HTTP
package import Manifest

extension DockerEngine {
  /// Passes on what happens to containers that have these labels (with whatever value where that is empty),
  /// or of that only some actions, from the second on that is given in the engine's time, until `visit` says that it has seen enough, or the engine goes away.
  package func followEvents(
    labels: [String: String], actions: [String] = [], since second: Int,
    _ visit: (Value) -> Bool
  ) async throws(DockerError) {
    let action = "follow the engine's events"
    let wanted = labels.sorted { $0.key < $1.key }.map { label in
      Value.string(label.value.isEmpty ? label.key : "\(label.key)=\(label.value)")
    }
    var filter: Value = ["type": ["container"], "label": .list(wanted)]
    if !actions.isEmpty { filter["event"] = .list(actions.map { .string($0) }) }
    let query: Query = [("filters", JSON.text(filter)), ("since", "\(second)")]
    let body = try await stream(request("GET", "/events", query, to: action), to: action).body
    defer { body.cancel() }
    var lines = JSONLines()
    while let bytes = try await next(of: body, to: action) {
      let events: [Value]
      do throws(ManifestError) {
        events = try lines.add(bytes)
      } catch {
        throw DockerError(action, error.cause)
      }
      for event in events where !visit(event) { return }
    }
  }

  /// Passes on what a container wrote so far, both outputs together, and with `follows` what it goes on
  /// to write; until `visit` says that it has seen enough, or the container ends. More time than `limit`
  /// is an error.
  package func readLog(
    of container: String, follows: Bool = false, within limit: Duration? = nil,
    _ visit: ([UInt8]) -> Bool
  ) async throws(DockerError) {
    let action = "read the log of container \(container)"
    // What a terminal shows comes as it is; two outputs come in pieces.
    let isTerminal = try await inspectContainer(container)["Config", "Tty"]?.bool ?? false
    let query: Query = [("stdout", "1"), ("stderr", "1"), ("follow", follows ? "1" : "0")]
    var request = try await request("GET", "/containers/\(container)/logs", query, to: action)
    request.deadline = limit
    let body = try await stream(request, to: action).body
    defer { body.cancel() }
    var frames = StreamFrames()
    while let bytes = try await next(of: body, to: action) {
      if isTerminal {
        guard visit(bytes) else { return }
      } else {
        guard let pieces = frames.add(bytes) else {
          throw DockerError(action, "the engine sent what is no output")
        }
        for piece in pieces where !visit(piece.bytes) { return }
      }
    }
  }
}
