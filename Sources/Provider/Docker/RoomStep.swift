// SPDX-License-Identifier: Apache-2.0

import Docker
import Glibc
import Kube
import Manifest
import Packs

/// Looks, before a node is made, for what it would fail of much later and with less to say.
struct RoomStep: PackStep {
  let engine: DockerEngine

  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    // A node that is there has its room, and an engine elsewhere cannot be looked into.
    guard !Self.hasContainer(subject), engine.endpoint.socket != nil else {
      return Reply(200, ["state": "enough"])
    }
    guard let complaint = try await check().complaint else {
      return Reply(200, ["state": "enough"])
    }
    return Reply(200, ["state": "little", "message": .string(complaint)])
  }

  private static func hasContainer(_ subject: Subject) -> Bool {
    (subject.object.status["resources"]?.list ?? []).contains { record in
      record["name"] == "container" && record["state"] != "Creating" && record["state"] != "Failed"
    }
  }

  private func check() async throws -> RoomCheck {
    var check = RoomCheck()
    let nodes = ["control-plane", "worker"]
    for role in nodes {
      check.nodes += try await engine.containers(labels: ["io.x-k8s.kind.role": role]).count
    }
    check.instances = Self.number("max_user_instances")
    check.watches = Self.number("max_user_watches")
    let info = try await engine.call("GET", "/info", to: "ask the engine where it keeps containers")
    check.folder = info["DockerRootDir"]?.string ?? ""
    check.free = Self.free(in: check.folder)
    return check
  }

  private static func number(_ name: String) -> Int? {
    let descriptor = unsafe open("/proc/sys/fs/inotify/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, 32) }
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    return Int(text.prefix { $0.isNumber })
  }

  /// Nil where that cannot be seen from here.
  private static func free(in folder: String) -> UInt64? {
    var status = statvfs()
    guard !folder.isEmpty, unsafe statvfs(folder, &status) == 0 else { return nil }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }
}
