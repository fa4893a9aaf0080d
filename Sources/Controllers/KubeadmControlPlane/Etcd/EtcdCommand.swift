// SPDX-License-Identifier: Apache-2.0

/// What is asked of etcd: an `etcdctl` that runs in one of its Pods, where its certificates are.
package enum EtcdCommand: Sendable, Hashable {
  case members
  /// Of the member in that Pod: what it is, and who leads.
  case status
  case alarms
  /// Only the member that leads can be asked for it.
  case moveLeadership(to: String)
  case remove(String)

  /// Where kubeadm keeps certificates unless it is told otherwise.
  package static let certificates = "/etc/kubernetes/pki"

  package func arguments(certificates: String = certificates) -> [String] {
    let folder = "\(certificates)/etcd"
    return [
      "etcdctl", "--endpoints=https://127.0.0.1:2379", "--cacert=\(folder)/ca.crt",
      "--cert=\(folder)/healthcheck-client.crt", "--key=\(folder)/healthcheck-client.key",
      "--command-timeout=10s", "-w", "json",
    ] + words
  }

  private var words: [String] {
    switch self {
    case .members: ["member", "list"]
    case .status: ["endpoint", "status"]
    case .alarms: ["alarm", "list"]
    case .moveLeadership(let id): ["move-leader", id]
    case .remove(let id): ["member", "remove", id]
    }
  }

  /// For errors: what the command is to do.
  package var purpose: String {
    switch self {
    case .members: "list etcd's members"
    case .status: "ask an etcd member for its status"
    case .alarms: "list etcd's alarms"
    case .moveLeadership(let id): "move etcd's leadership to member \(id)"
    case .remove(let id): "remove etcd member \(id)"
    }
  }
}
