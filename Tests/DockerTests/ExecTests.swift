// SPDX-License-Identifier: Apache-2.0

import Docker
import Log
import Manifest
import TestKit
import Testing

/// Programs run in a container of a real engine.
struct ExecTests {
  @Test func `outputs are apart, and the status is the program's`() async throws {
    try await Scene.with { scene in
      let name = try await scene.start()
      var exec = Exec(["/bin/sh", "-c", "echo out; echo $WORD >&2; exit 7"])
      exec.environment = ["WORD=error"]
      let reply = try await scene.engine.run(exec, in: name)
      #expect(text(reply.output) == "out\n")
      #expect(text(reply.errorOutput) == "error\n")
      #expect(reply.status == 7)
    }
  }

  @Test(arguments: [0, 1, 4096, 5_000_000])
  func `input arrives whole, and ends`(size: Int) async throws {
    try await Scene.with { scene in
      let name = try await scene.start()
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
      let reply = try await scene.engine.run(
        Exec(["cat"], input: .bytes(Secret(bytes))), in: name)
      #expect(reply.status == 0)
      #expect(reply.output == bytes)
    }
  }

  @Test func `a program that reads nothing of its input ends well`() async throws {
    try await Scene.with { scene in
      let name = try await scene.start()
      let bytes = [UInt8](repeating: 65, count: 5_000_000)
      let reply = try await scene.engine.run(
        Exec(["/bin/sh", "-c", "exit 3"], input: .bytes(Secret(bytes))), in: name)
      #expect(reply.status == 3)
    }
  }

  @Test func `a stream is input as well`() async throws {
    try await Scene.with { scene in
      let name = try await scene.start()
      let archive = try await scene.engine.saveImages([scene.image])
      let reply = try await scene.engine.run(
        Exec(["tar", "-t", "-f", "-"], input: .stream(archive)), in: name)
      #expect(reply.status == 0)
      #expect(text(reply.output).contains("manifest.json\n"))
    }
  }

  @Test func `too much output is an error`() async throws {
    try await Scene.with { scene in
      let name = try await scene.start()
      var exec = Exec(["head", "-c", "1000000", "/dev/zero"])
      exec.outputLimit = 1000
      let limited = exec
      let error = await #expect(throws: DockerError.self) {
        try await scene.engine.run(limited, in: name)
      }
      #expect(error?.cause == "it wrote more than 1000 bytes")
    }
  }

  @Test func `a program that is not there has a status, a container that is not runs nothing`()
    async throws
  {
    try await Scene.with { scene in
      let name = try await scene.start()
      let reply = try await scene.engine.run(Exec(["nobody-knows"]), in: name)
      #expect([126, 127].contains(reply.status))
      try await scene.engine.killContainer(name)
      try await eventually("the container has ended") {
        try await scene.engine.inspectContainer(name)["State", "Running"] == false
      }
      let ended = await #expect(throws: DockerError.self) {
        try await scene.engine.run(Exec(["true"]), in: name)
      }
      #expect(ended?.isConflict == true)
      #expect(ended?.action == "run true in container \(name)")
    }
  }

  @Test func `a container that is killed ends what runs in it`() async throws {
    try await Scene.with { scene in
      let name = try await scene.start()
      let script = "touch /begun; exec sleep 86400"
      async let reply = scene.engine.run(Exec(["/bin/sh", "-c", script]), in: name)
      try await eventually("the program runs") {
        try await scene.shell("ls /begun 2>/dev/null", in: name) != ""
      }
      try await scene.engine.killContainer(name)
      #expect(try await reply.status == 137)
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
