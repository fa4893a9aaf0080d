// SPDX-License-Identifier: Apache-2.0

import Archive
import Docker
import Foundation
import HTTP
import Log
import Manifest
import Synchronization
import TestKit
import Testing

/// A real engine: what is made in it, and what happens there.
struct ContainerTests {
  @Test func `a container is made, started, listed, stopped and removed`() async throws {
    try await Scene.with { scene in
      let name = "\(scene.mark)-one"
      let id = try await scene.engine.createContainer(name, scene.settings("exec sleep 86400"))
      #expect(try await states(scene) == ["\(name) created"])
      try await scene.engine.startContainer(name)
      #expect(try await scene.engine.inspectContainer(id)["State", "Running"] == true)
      #expect(try await states(scene) == ["\(name) running"])
      try await scene.engine.stopContainer(name, after: 5)
      #expect(try await states(scene) == ["\(name) exited"])
      try await scene.engine.removeContainer(name)
      #expect(try await states(scene) == [])
      // Once more: it is gone already.
      try await scene.engine.removeContainer(name)
      #expect(try await scene.engine.containers(labels: ["dev.capctl.test": "other"]).isEmpty)
    }
  }

  @Test func `refusals name the thing, and say what kind they are`() async throws {
    try await Scene.with { scene in
      let name = try await scene.start()
      let taken = await #expect(throws: DockerError.self) {
        try await scene.engine.createContainer(name, scene.settings("true"))
      }
      #expect(taken?.isConflict == true && taken?.action == "create container \(name)")
      let gone = await #expect(throws: DockerError.self) {
        try await scene.engine.startContainer("\(scene.mark)-none")
      }
      #expect(gone?.isNotFound == true)
      #expect(gone.map { "\($0)" }?.contains("start container \(scene.mark)-none") == true)
      var settings = scene.settings("true")
      settings["Image"] = "capctl.test/never:1"
      let missing = await #expect(throws: DockerError.self) {
        try await scene.engine.createContainer("\(scene.mark)-two", settings)
      }
      #expect(missing?.cause.contains("capctl.test/never:1") == true)
    }
  }

  @Test func `what happens is passed on, from a given second on`() async throws {
    try await Scene.with { scene in
      let start = Int(Date.now.timeIntervalSince1970)
      let name = try await scene.start()
      try await scene.engine.killContainer(name)
      var seen: [String] = []
      try await scene.engine.followEvents(labels: scene.labels, since: start) { event in
        seen.append(event["Action"]?.string ?? "")
        return seen.last != "die"
      }
      #expect(seen == ["create", "start", "kill", "die"])
    }
  }

  @Test(arguments: [false, true]) func `a log is read to its end`(terminal: Bool) async throws {
    try await Scene.with { scene in
      let name = try await scene.start("echo one; echo two >&2; sleep 0.3", terminal: terminal)
      var bytes: [UInt8] = []
      try await scene.engine.readLog(of: name, follows: true) { piece in
        bytes += piece
        return true
      }
      // Two outputs have no order among each other.
      let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      #expect(lines.sorted() == ["one", "two"])
    }
  }

  @Test func `files go in and come out as they are`() async throws {
    try await Scene.with { scene in
      let name = try await scene.start("mkdir -p /srv/a; echo made; exec sleep 86400")
      try await scene.engine.readLog(of: name, follows: true) { _ in false }
      let large = [UInt8](repeating: 7, count: 3 << 20)
      let files = [TarFile("run.sh", Array("#!".utf8), mode: 0o750), TarFile("sub/large", large)]
      try await scene.engine.putFiles(files, into: "/srv/a", of: name)
      #expect(
        try await scene.shell("stat -c '%a %s %U' /srv/a/run.sh /srv/a/sub/large", in: name)
          == "750 2 root\n644 3145728 root\n")
      let read = try await scene.engine.getFiles("/srv/a/sub", of: name)
      #expect(read.map(\.entry.path) == ["sub", "sub/large"])
      #expect(read.last?.contents == large)
      let missing = await #expect(throws: DockerError.self) {
        try await scene.engine.getFiles("/srv/none", of: name)
      }
      #expect(missing?.isNotFound == true)
    }
  }

  @Test func `networks and volumes bear labels, and go`() async throws {
    try await Scene.with { scene in
      let id = try await scene.engine.createNetwork(scene.mark, labels: scene.labels)
      #expect(try await scene.engine.inspectNetwork(scene.mark)["Id"]?.string == id)
      #expect(try await scene.engine.networks(labels: scene.labels).count == 1)
      let taken = await #expect(throws: DockerError.self) {
        try await scene.engine.createNetwork(scene.mark)
      }
      #expect(taken?.isConflict == true)
      try await scene.engine.removeNetwork(scene.mark)
      try await scene.engine.removeNetwork(scene.mark)
      #expect(try await scene.engine.networks(labels: scene.labels).isEmpty)
      try await scene.engine.createVolume(scene.mark, labels: scene.labels)
      #expect(try await scene.engine.volumes(labels: scene.labels).count == 1)
      try await scene.engine.removeVolume(scene.mark)
      #expect(try await scene.engine.volumes(labels: scene.labels).isEmpty)
    }
  }

  @Test func `images are found, saved and loaded`() async throws {
    try await Scene.with { scene in
      let here = try #require(try await scene.engine.inspectImage(scene.image))
      #expect(try await scene.engine.inspectImage("capctl.test/never:1") == Optional<Value>.none)
      let archive = try await scene.engine.saveImages([scene.image]).collect(upTo: 256 << 20)
      let files = try Tar.unpack(archive)
      #expect(files.contains { $0.entry.path == "manifest.json" })
      try await scene.engine.loadImages(.bytes(archive))
      #expect(try await scene.engine.inspectImage(scene.image)?["Id"] == here["Id"])
      let error = await #expect(throws: DockerError.self) {
        try await scene.engine.loadImages(.text("no archive"))
      }
      #expect(error?.action == "load images")
    }
  }

  private func states(_ scene: Scene) async throws -> [String] {
    try await scene.engine.containers(labels: scene.labels).map { "\($0.name) \($0.state)" }
  }
}
