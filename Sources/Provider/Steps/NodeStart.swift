// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Log
import Manifest
import Nodes
import Packs
import Site
import Template

/// What cloud-init would do on a machine: never twice on the same one.
struct NodeStart: Sendable {
  let works: LongWorks
  let transport: any NodeTransport
  /// By whom it is begun, as the machine keeps it: another process knows that it was not it.
  let name: String
  let token: String

  private var mark: BootstrapMark { BootstrapMark(on: transport) }

  func begin(_ config: CloudConfig, _ body: Value, for subject: Subject) async throws -> Reply {
    let mark = mark
    guard try await mark.begin(by: name) else { return Reply(409) }
    let run = CloudInitRun(
      config, on: transport, secrets: await Self.secrets(body, of: subject))
    return works.begin(token, for: subject) {
      await Reply.of {
        let report = try await run.run()
        try await mark.end(report.message)
        return Reply(200)
      }
    }
  }

  /// The user data in `body`, for a machine of that name.
  static func config(_ body: Value, hostname name: String) throws(BootstrapError) -> CloudConfig {
    let data = InstanceData(
      metaData: ["instance-id": .string(name), "local-hostname": .string(name)])
    let text = body["userData"]?.string ?? ""
    return try CloudConfig(userData: Array(text.utf8), for: data)
  }

  /// Everything that came from a Secret, and what lets machines join.
  private static func secrets(_ body: Value, of subject: Subject) async -> [Secret<String>] {
    var texts = JoinTokens.find(in: body["userData"]?.string ?? "")
    if let cluster = subject.cluster {
      let places = await subject.site.variables(of: cluster).places.filter(\.isSecret)
      texts += places.flatMap { ($0.values ?? [:]).values.compactMap(\.string) }
    }
    return texts.filter { !$0.isEmpty }.map { Secret($0) }
  }

  // MARK: Looking

  func state() async throws -> Reply {
    switch try await mark.state() {
    case .absent: return Reply(404)
    case .done: return Reply(200, ["state": "done"])
    case .failed(let message):
      return Reply(200, ["state": "failed", "message": .string(message)])
    case .begun(let by) where by == name && works.isRunning(token):
      return Reply(200, ["state": "running"])
    case .begun: return try await left()
    }
  }

  /// Whoever began has gone. What was running goes on without them; where kubeadm has left nothing yet,
  /// all may begin anew.
  private func left() async throws -> Reply {
    let answer = try await transport.run(NodeCall(["/bin/sh", "-c", Self.look]))
    switch String(decoding: answer.output.prefix { $0 != 0x0a }, as: UTF8.self) {
    case "running": return Reply(200, ["state": "running"])
    case "done":
      try await mark.end(nil)
      return Reply(200, ["state": "done"])
    case "fresh": return Reply(404)
    default:
      let message = "capctl was stopped while it ran, and nobody goes on with it"
      try await mark.end(message)
      return Reply(200, ["state": "failed", "message": .string(message)])
    }
  }

  /// The brackets keep it from finding itself.
  private static let look = """
    for file in /proc/[0-9]*/cmdline; do
      case "$(tr '\\0' ' ' <"$file" 2>/dev/null)" in
        */run/capct[l]/* | kubead[m]*) echo running; exit ;;
      esac
    done
    if [ -e /run/cluster-api/bootstrap-success.complete ]; then echo done; exit; fi
    for file in kubernetes/kubelet.conf kubernetes/bootstrap-kubelet.conf kubernetes/admin.conf; do
      if [ -e "/etc/$file" ]; then echo left; exit; fi
    done
    rm -rf /var/lib/capctl
    echo fresh
    """
}

/// The tokens with which machines join, as they stand in user data.
enum JoinTokens {
  static func find(in text: String) -> [String] {
    text.split { !($0.isASCII && ($0.isLowercase || $0.isNumber || $0 == ".")) }.map(String.init)
      .filter { word in
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return parts.map(\.count) == [6, 16]
      }
  }
}
