// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest

/// How much of the time in which a cluster came up nothing but capctl was waited for: no container that was
/// made, booted or ran something, kubeadm above all, and no kubelet that brought up what kubeadm had asked for.
///
/// It goes by what others tell: the engine by its events, systemd within each node, and Kubernetes by the second
/// in which Nodes and the pods of control planes were Ready. What workers do counts once the control plane is
/// whole, so that it hides nothing that a control plane waits for.
final class OwnShare {
  private let events = Process()
  private let file: URL

  init(of cluster: String, in folder: URL) throws {
    file = folder.appending(path: "\(cluster).events")
    try Data().write(to: file)
    events.executableURL = URL(filePath: "/usr/bin/env")
    let filter = "label=io.x-k8s.kind.cluster=\(cluster)"
    events.arguments = ["docker", "events", "--filter", filter, "--format", "{{json .}}"]
    events.standardOutput = try FileHandle(forWritingTo: file)
    try events.run()
  }

  /// A measurement that failed leaves nobody listening.
  deinit { if events.isRunning { events.terminate() } }

  /// Seconds since `begun`, by the clock. `ready` tells of each node when it was, with all that a control plane
  /// runs there.
  func seconds(from begun: Double, ready: [String: Double]) throws -> Double {
    events.terminate()
    events.waitUntilExit()
    guard let ended = ready.values.max() else { throw BenchError(cause: "no Node was Ready") }
    let spans = try self.spans(until: ended, ready)
    let planes = spans.filter { !$0.isWorker }
    guard let whole = planes.map(\.to).max() else { throw BenchError(cause: "no node was made") }
    let others = spans.filter(\.isWorker).map { $0.after(whole) }
    var (own, reached) = (0.0, begun)
    for span in (planes + others).sorted(by: { $0.from < $1.from }) {
      own += max(0, span.from - reached)
      reached = max(reached, span.to)
    }
    return own + max(0, ended - reached)
  }

  /// A time in which a container was waited for.
  private struct Span {
    let isWorker: Bool
    let from: Double
    let to: Double

    func after(_ time: Double) -> Span {
      Span(isWorker: isWorker, from: max(from, time), to: max(to, time))
    }
  }

  private func spans(until ended: Double, _ ready: [String: Double]) throws -> [Span] {
    var spans: [Span] = []
    var begun: [String: Double] = [:]
    // The runs of the file that holds kubeadm's command, and what each left to a kubelet.
    var kubeadm: Set<String> = []
    var kubelets: [Span] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let event = try JSON.parse(Array(line.utf8))
      guard let action = event["Action"]?.string,
        let time = event["timeNano"]?.int.map({ Double($0) / 1e9 }), time < ended
      else { continue }
      let about = event["Actor", "Attributes"]
      let isWorker = about?["io.x-k8s.kind.role"]?.string == "worker"
      let name = about?["name"]?.string ?? ""
      let exec = about?["execID"]?.string ?? ""
      switch action {
      case "start":
        let up = name.hasSuffix("-lb") ? time : try bootEnd(of: name)
        spans.append(Span(isWorker: isWorker, from: try creation(of: name), to: up))
      case "exec_die":
        guard let start = begun[exec] else { continue }
        spans.append(Span(isWorker: isWorker, from: start, to: time))
        guard kubeadm.contains(exec) else { continue }
        kubelets.append(Span(isWorker: isWorker, from: time, to: max(time, ready[name] ?? time)))
      default:
        guard action.hasPrefix("exec_create: ") else { continue }
        begun[exec] = time
        if action.hasPrefix("exec_create: /bin/sh /run/capctl/runcmd-") { kubeadm.insert(exec) }
      }
    }
    // The next control plane waits for that of the one before it; for the others only who waits for all.
    spans += kubelets.filter { !$0.isWorker }.dropLast()
    let last = kubelets.map(\.from).max() ?? ended
    return spans + [Span(isWorker: true, from: last, to: ended)]
  }

  /// When the engine began to make a container; its event tells when it had.
  private func creation(of container: String) throws -> Double {
    let text = try run("docker", ["inspect", "--format", "{{.Created}}", container])
    let parts = text.split { ".Z\n".contains($0) }.map(String.init)
    guard parts.count == 2, let seconds = try? Date("\(parts[0])Z", strategy: .iso8601),
      let fraction = Double("0.\(parts[1])")
    else { throw BenchError(cause: "\(container) does not tell when it was made") }
    return seconds.timeIntervalSince1970 + fraction
  }

  /// When systemd had started all that a node has.
  private func bootEnd(of node: String) throws -> Double {
    let look = """
      systemctl show --property FinishTimestampMonotonic --value
      cut -d ' ' -f 1 /proc/uptime
      date +%s.%N
      """
    let words = try run("docker", ["exec", node, "sh", "-c", look]).split(separator: "\n")
    guard words.count == 3, let end = Double(words[0]), let uptime = Double(words[1]),
      let now = Double(words[2])
    else { throw BenchError(cause: "\(node) does not tell when it was up") }
    return now - uptime + end / 1e6
  }
}
