// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Docker
import Log
import Manifest
import Nodes
import Packs
import Site
import Template

/// What cloud-init would do on a node, by exec: never twice on one container.
struct BootstrapStep: DockerStep {
  let engine: DockerEngine
  let works: LongWorks
  /// By whom it is begun, as the container keeps it: another process knows that it was not it.
  private let name = "capctl-\(UInt64.random(in: 0...(.max)))"

  init(engine: DockerEngine, works: LongWorks) {
    self.engine = engine
    self.works = works
  }

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    let transport = ContainerTransport(call.target, in: engine)
    let mark = BootstrapMark(on: transport)
    let token = "bootstrap \(call.target)"
    guard call.purpose != .read else { return try await state(mark, transport, token) }
    guard let body = call.body?.reveal() else { return .trouble("there is no user data") }
    let config = try config(body)
    guard try await mark.begin(by: name) else { return Reply(409) }
    let run = CloudInitRun(config, on: transport, secrets: await secrets(body, of: subject))
    return works.begin(token, for: subject) {
      await Reply.of {
        let report = try await run.run()
        try await mark.end(report.message)
        return Reply(200)
      }
    }
  }

  private func config(_ body: Value) throws -> CloudConfig {
    let name = body["hostname"]?.string ?? ""
    let data = InstanceData(
      metaData: ["instance-id": .string(name), "local-hostname": .string(name)])
    let text = body["userData"]?.string ?? ""
    let config = try CloudConfig(userData: Array(text.utf8), for: data)
    return try ContainerKubeadm(providerID: "docker:////\(name)").fit(config)
  }

  /// Everything that came from a Secret, and what lets machines join.
  private func secrets(_ body: Value, of subject: Subject) async -> [Secret<String>] {
    var texts = JoinTokens.find(in: body["userData"]?.string ?? "")
    if let cluster = subject.cluster {
      let places = await subject.site.variables(of: cluster).places.filter(\.isSecret)
      texts += places.flatMap { ($0.values ?? [:]).values.compactMap(\.string) }
    }
    return texts.filter { !$0.isEmpty }.map { Secret($0) }
  }

  // MARK: Looking

  private func state(
    _ mark: BootstrapMark, _ transport: ContainerTransport, _ token: String
  ) async throws -> Reply {
    switch try await mark.state() {
    case .absent: return Reply(404)
    case .done: return Reply(200, ["state": "done"])
    case .failed(let message):
      return Reply(200, ["state": "failed", "message": .string(message)])
    case .begun(let by) where by == name && works.isRunning(token):
      return Reply(200, ["state": "running"])
    case .begun: return try await left(mark, transport)
    }
  }

  /// Whoever began has gone. What was running goes on without them; where kubeadm has left nothing yet,
  /// all may begin anew.
  private func left(
    _ mark: BootstrapMark, _ transport: ContainerTransport
  ) async throws -> Reply {
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
