// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Manifest
import TestKit
import Testing

extension ShortLives {
  /// What stands in the way on a real engine: it is named, nothing of others is touched, and a delete finishes.
  struct BadInputTests {
    @Test func `an image that nobody has is named, and the cluster goes all the same`() async throws
    {
      try await Place.with { place in
        let image = "127.0.0.1:9/none:v1"
        let text = try await place.manifest(workers: 0)
        try await place.serve { cluster in
          try await cluster.apply(text.replacing(try DockerPart.nodeImage.value(), with: image))
          try await cluster.says("dockermachines", image)
          try await cluster.isDeleted()
        }
      }
    }

    @Test func `a container of somebody else keeps its name, which is told`() async throws {
      try await Place.with { place in
        let (name, engine) = ("\(place.cluster)-lb", place.engine)
        let image = try DockerPart.balancerImage.value()
        let id = try await engine.docker("create", "--name", name, "--network", "none", image)
          .lines[
            0]
        do {
          try await place.serve { cluster in
            try await cluster.apply(try await place.manifest(workers: 0))
            try await cluster.says("dockerclusters", name)
            #expect(
              try await engine.docker("inspect", "-f", "{{.Id}} {{.State.Status}}", name).lines == [
                "\(id) created"
              ])
            try await cluster.isDeleted()
            #expect(try await engine.docker("inspect", "-f", "{{.Id}}", name).lines == [id])
          }
        } catch {
          try await engine.docker("rm", id)
          throw error
        }
        try await engine.docker("rm", id)
      }
    }

    @Test func `a port that is taken is named, and used once it is free`() async throws {
      try await Place.with { place in
        let holder = try PortHolder()
        let text = try await place.manifest(workers: 0)
        try await place.serve { cluster in
          try await cluster.apply(
            text.replacing(
              "clusterNetwork:", with: "clusterNetwork:\n    apiServerPort: \(holder.port)"))
          try await cluster.says("dockerclusters", "\(holder.port)")
          holder.release()
          try await eventually("the load balancer listens there", every: .seconds(1)) {
            let ports = try? await place.engine.docker("port", "\(place.cluster)-lb", "6443/tcp")
            return ports?.lines == ["127.0.0.1:\(holder.port)"]
          }
          try await cluster.isDeleted()
        }
      }
    }

    @Test func `an engine that goes away while nodes are made is named, and goes on later`()
      async throws
    {
      try await Place.with { place in
        let target = String(place.engine.address.dropFirst("unix://".count))
        let proxy = Proxy(path: place.folder.appending(path: "engine.sock").path, target: target)
        try await place.serve(through: proxy.address) { cluster in
          try await proxy.open {
            try await cluster.apply(try await place.manifest(workers: 0))
            try await eventually("a node is told what to become", every: .milliseconds(200)) {
              let nodes = try await place.engine.containers(
                of: place.cluster, "label=io.x-k8s.kind.role=control-plane", "status=running")
              guard let node = nodes.first else { return false }
              let look = "test -e /var/lib/capctl/begun"
              return (try? await place.engine.docker("exec", node, "sh", "-c", look)) != nil
            }
          }
          try await cluster.says("dockermachines", proxy.path)
          try await proxy.open {
            try await cluster.becomesReady(workers: 0)
            try await cluster.isDeleted()
          }
        }
      }
    }
  }
}

extension RealCluster {
  /// Waits until a condition of one of these objects, which is not as it should be, tells of `text`.
  fileprivate func says(_ kinds: String, _ text: String) async throws {
    try await eventually("\(kinds) tell of \(text)", every: .milliseconds(500)) {
      try await list(kinds).contains { object in
        (object["status", "conditions"]?.list ?? []).contains { condition in
          condition["status"] != "True" && condition["message"]?.string?.contains(text) == true
        }
      }
    }
  }

  fileprivate func isDeleted() async throws {
    try await kubectl("delete", "cluster", name, "--timeout", "110s")
    #expect(try await engine.containers(of: name) == [])
  }
}

/// A port of loopback that is taken.
private final class PortHolder {
  let port: Int
  private var socket: Int32

  init() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, length) + listen(socket, 1) + getsockname(socket, pointer, &length)
      }
    }
    guard status == 0 else { throw TestFailure("take a port", "errno \(errno)") }
    self.socket = socket
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  func release() {
    if socket >= 0 { close(socket) }
    socket = -1
  }

  deinit { release() }
}
