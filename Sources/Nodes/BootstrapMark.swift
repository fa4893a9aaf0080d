// SPDX-License-Identifier: Apache-2.0

package import Bootstrap
import Log

/// What a machine itself says of its bootstrap data, so that they are never run there twice: whoever
/// began may have ended, and somebody else looks now.
package struct BootstrapMark: Sendable {
  package enum State: Sendable, Hashable {
    case absent
    /// By whom; whoever does not know that name knows that nobody is at it any more.
    case begun(by: String)
    case done
    /// And what to tell.
    case failed(String)
  }

  private let transport: any NodeTransport
  private static let folder = "/var/lib/capctl"

  package init(on transport: any NodeTransport) { self.transport = transport }

  package func state() async throws -> State {
    let script = """
      cd "$1" 2>/dev/null || exit 0
      for name in done failed begun; do
        if [ -e "$name" ]; then echo "$name"; cat "$name"; exit; fi
      done
      """
    let reply = try await run(script, [Self.folder])
    let text = String(decoding: reply.output, as: UTF8.self)
    let name = text.prefix { !$0.isNewline }
    let rest = String(text.dropFirst(name.count + 1))
    switch name {
    case "": return .absent
    case "done": return .done
    case "failed": return .failed(rest)
    default: return .begun(by: rest)
    }
  }

  /// Claims the machine.
  /// - Returns: Whether it was free.
  package func begin(by name: String) async throws -> Bool {
    // A folder is made once, whoever else tries at the same moment.
    let script = """
      mkdir -p "${1%/*}" && mkdir "$1" 2>/dev/null || exit 17
      printf %s "$2" >"$1/new" && mv "$1/new" "$1/begun"
      """
    let reply = try await run(script, [Self.folder, name], taking: [0, 17])
    return reply.status == 0
  }

  /// Says how it went; `failure` holds no secrets.
  package func end(_ failure: String?) async throws {
    let script = #"cat >"$1/new" && mv "$1/new" "$1/$2""#
    _ = try await run(
      script, [Self.folder, failure == nil ? "done" : "failed"], input: failure ?? "")
  }

  private func run(
    _ script: String, _ words: [String], input: String = "", taking accepted: Set<Int32> = [0]
  ) async throws -> NodeReply {
    let call = NodeCall(
      ["/bin/sh", "-c", script, "sh"] + words, input: Secret(Array(input.utf8)))
    let reply = try await transport.run(call)
    guard accepted.contains(reply.status) else {
      throw NodeError("mark how far a machine is", reply.complaint)
    }
    return reply
  }
}
