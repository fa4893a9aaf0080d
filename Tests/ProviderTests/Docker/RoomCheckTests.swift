// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Provider

/// Whether a node has room, and what to type where it has not.
struct RoomCheckTests {
  @Test func `a usual machine has room for a few nodes`() {
    var check = RoomCheck(nodes: 9, instances: 128, watches: 65536, folder: "/var", free: 50 << 30)
    #expect(check.complaint == nil)
    check.nodes = 10
    #expect(
      check.complaint
        == "fs.inotify.max_user_instances is 128, too few for 11 nodes: "
        + "sysctl -w fs.inotify.max_user_instances=528")
    check.instances = nil
    #expect(check.complaint == nil)
  }

  @Test func `few watches, or a full disk, are named`() {
    #expect(
      RoomCheck(nodes: 1, watches: 1024).complaint
        == "fs.inotify.max_user_watches is 1024, too few for 2 nodes: "
        + "sysctl -w fs.inotify.max_user_watches=524288")
    #expect(
      RoomCheck(folder: "/var/lib/docker", free: 300 << 20).complaint?
        .hasPrefix("/var/lib/docker has 300 MiB left, and a node needs 2048: ") == true)
  }
}
