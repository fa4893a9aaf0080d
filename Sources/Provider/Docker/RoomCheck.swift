// SPDX-License-Identifier: Apache-2.0

/// Whether one more node has room on the machine of the engine. Pure.
struct RoomCheck: Sendable, Hashable {
  /// How many nodes are there.
  var nodes = 0
  /// The limits of inotify, for all of a user's programs; nil where they are not known.
  var instances: Int?
  var watches: Int?
  /// Where the engine keeps containers, and how much is free there.
  var folder = ""
  var free: UInt64?

  /// systemd, containerd, the kubelet and pods of one node.
  private static let instancesPerNode = 12
  private static let watchesPerNode = 1000
  /// Less, and the kubelet evicts pods before it has begun.
  private static let leastFree: UInt64 = 2 << 30

  /// What a node would fail of, and what to do.
  var complaint: String? {
    if let instances, instances < (nodes + 1) * Self.instancesPerNode {
      return "fs.inotify.max_user_instances is \(instances), too few for \(nodes + 1) nodes: "
        + "sysctl -w fs.inotify.max_user_instances=\(max(512, (nodes + 1) * 4 * Self.instancesPerNode))"
    }
    if let watches, watches < (nodes + 1) * Self.watchesPerNode {
      return "fs.inotify.max_user_watches is \(watches), too few for \(nodes + 1) nodes: "
        + "sysctl -w fs.inotify.max_user_watches=524288"
    }
    if let free, free < Self.leastFree {
      return "\(folder) has \(free >> 20) MiB left, and a node needs \(Self.leastFree >> 20): "
        + "docker system df shows what takes it, docker image prune frees some"
    }
    return nil
  }
}
