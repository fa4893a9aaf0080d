// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Kube
import Manifest
import Runtime
import Site

/// Asks a workload cluster for its control plane.
struct PlaneProbe: Sendable {
  let site: Site
  let cluster: Key
  /// Where kubeadm keeps certificates on the machines.
  var certificates = EtcdCommand.certificates

  static let namespace = "kube-system"

  /// Asks for everything at once; `nodes` are those of the control plane, whose etcd members are asked: of those
  /// that are `leaving` only the ones which are still members. A member that is none any more keeps whoever asks
  /// waiting.
  func read(
    nodes: [String], leaving: Set<String> = [], withEtcd: Bool, isInitialized: Bool
  ) async throws(StatusError) -> PlaneReading {
    let client = try await site.workloads.client(of: cluster)
    var reading = PlaneReading()
    // Once it is, it stays so.
    let place = Address(.configMaps, namespace: Self.namespace, name: "kubeadm-config")
    reading.isInitialized = isInitialized
    if !isInitialized { reading.isInitialized = try await client.find(place) != nil }
    var options = ListOptions()
    options.labelSelector = PodWatch.selector
    let pods = try await client.listAll(Address(.pods, namespace: Self.namespace), options)
    for pod in pods.items { reading.pods[pod.name] = pod }
    if withEtcd {
      await ask(nodes.filter { !leaving.contains($0) }, &reading)
      let members = reading.members?.map(\.name)
      await ask(nodes.filter { leaving.contains($0) && members?.contains($0) != false }, &reading)
    }
    return reading
  }

  private func ask(_ nodes: [String], _ reading: inout PlaneReading) async {
    for node in nodes {
      let pod = PlaneReading.podName(.etcdPod, on: node)
      guard reading.pods[pod] != nil else { continue }
      do throws(StatusError) {
        let reply = try await run(.status, on: node)
        guard let status = reply.status else { throw .unexpected(.status) }
        reading.etcd[node] = .status(status)
        if reading.members == nil { try await askAll(through: node, &reading) }
      } catch {
        let text = "\(error)"
        // A member may answer for itself, and yet not for all.
        if reading.etcd[node] == nil { reading.etcd[node] = .failure(text) }
        if reading.members == nil { reading.fault = text }
      }
    }
  }

  private func askAll(
    through node: String, _ reading: inout PlaneReading
  ) async throws(StatusError) {
    let reply = try await run(.members, on: node)
    guard var members = reply.members else { throw .unexpected(.members) }
    let alarms = try await run(.alarms, on: node).alarms
    for index in members.indices { members[index].hasAlarm = alarms[members[index].id] != nil }
    reading.members = members
    reading.alarms = alarms
    reading.fault = nil
  }

  /// Runs a command of etcd's in the Pod of a Node.
  @discardableResult
  func run(_ command: EtcdCommand, on node: String) async throws(StatusError) -> EtcdReply {
    var exec = PodExec(
      command.arguments(certificates: certificates), namespace: Self.namespace,
      pod: PlaneReading.podName(.etcdPod, on: node), container: "etcd")
    exec.deadline = .seconds(20)
    let result = try await site.workloads.exec(exec, in: cluster)
    guard result.isSuccess else {
      let last = result.errorText.split(separator: "\n").last.map(String.init) ?? ""
      throw .etcd(command, "etcdctl ended with \(result.exitCode): \(last.prefix(300))")
    }
    guard let reply = EtcdReply(result.text) else { throw .unexpected(command) }
    return reply
  }
}

extension StatusError {
  fileprivate static func etcd(_ command: EtcdCommand, _ why: String) -> StatusError {
    var error = StatusError(code: 503, reason: .serviceUnavailable, message: why)
    error.attempt = command.purpose
    return error
  }

  fileprivate static func unexpected(_ command: EtcdCommand) -> StatusError {
    etcd(command, "the answer of etcdctl cannot be read")
  }
}
