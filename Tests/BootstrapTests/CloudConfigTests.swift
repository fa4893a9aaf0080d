// SPDX-License-Identifier: Apache-2.0

import Archive
import Bootstrap
import Foundation
import Log
import Manifest
import Testing

struct CloudConfigTests {
  private func config(_ text: String) throws -> CloudConfig {
    try CloudConfig(userData: Array("#cloud-config\n\(text)\n".utf8), for: JinjaTests.data)
  }

  private func names(_ config: CloudConfig) -> [String] {
    config.steps.map { step in
      switch step {
      case .commands(let section, let commands): "\(section) \(commands.count)"
      case .files(let files): "files \(files.map(\.path))"
      case .group(let name, let members): "group \(name) \(members)"
      case .user(let user): "user \(user.name)"
      case .time(let servers): "time \(servers)"
      }
    }
  }

  @Test
  func `steps come in cloud-init's order, whatever the text's`() throws {
    let config = try config(
      """
      runcmd: [a, [echo, "it's", 1], null]
      ntp: {servers: [s], pools: [p]}
      users: [default, one, {name: two}]
      groups: [g, {h: [root]}]
      write_files:
      - {path: /late, defer: true}
      - {path: early}
      bootcmd: [b]
      """)
    #expect(
      names(config) == [
        "bootcmd 1", "files [\"/early\"]", "group g []", "group h [\"root\"]", "user one",
        "user two",
        "time [\"s\", \"p\"]", "files [\"/late\"]", "runcmd 2",
      ])
    guard case .commands(_, let commands)? = config.steps.last else { return }
    #expect(commands == ["a", #"'echo' 'it'\''s' '1'"#])
  }

  @Test
  func `disks are left out, and that is said`() throws {
    let config = try config("{disk_setup: {a: {}}, fs_setup: [], mounts: [[a, b]]}")
    #expect(config.steps.isEmpty)
    #expect(
      config.warnings.map { $0.prefix { $0 != " " } } == ["disk_setup", "fs_setup", "mounts"])
  }

  @Test(arguments: [
    ("packages: [a]", "it has sections that are not known: packages"),
    ("[a]", "it is a list, not a map"), ("runcmd: {a: b}", "runcmd is a map, not a list"),
    ("bootcmd: [1]", "bootcmd[0] is a integer, no command"),
    ("write_files: [{content: a}]", "write_files[0].path is missing"),
    (
      "write_files: [{path: /a, encoding: rot13}]",
      "write_files[0].encoding: \"rot13\" is not known"
    ),
    (
      "write_files: [{path: /a, encoding: b64, content: '%'}]",
      "write_files[0].content is not base64"
    ),
    (
      "write_files: [{path: /a, permissions: '0899'}]",
      "write_files[0].permissions are not octal digits"
    ),
    ("users: [{gecos: a}]", "users[0].name is missing"),
    (
      "users: [{name: a, ssh_import_id: [b], snapuser: c}]",
      "users[0] has settings that are not known: ssh_import_id, snapuser"
    ),
  ])
  func `what is not known is refused by its name`(text: String, cause: String) {
    let error = #expect(throws: BootstrapError.self) { try config(text) }
    #expect(error?.cause == cause)
  }

  @Test(arguments: ["#!/bin/sh\ntrue\n", "Content-Type: multipart/mixed\n", "", "#cloud-configx\n"])
  func `user data of another kind is refused`(text: String) {
    let error = #expect(throws: BootstrapError.self) {
      try CloudConfig(userData: Array(text.utf8), for: JinjaTests.data)
    }
    #expect(error?.cause.hasSuffix("not with \"#cloud-config\"") == true)
  }

  @Test
  func `a text that is no YAML is refused without being shown`() {
    let error = #expect(throws: BootstrapError.self) { try config("runcmd: [\"s3cret") }
    #expect(error?.description.contains("s3cret") == false)
  }

  @Test(arguments: ["", "base64", "gzip", "gz+b64", "gzip+base64", "B64", "text/plain"])
  func `a file's encoding is taken off`(encoding: String) throws {
    var bytes = Array("content\n".utf8)
    if encoding.hasPrefix("gz") { bytes = Gzip.compress(bytes) }
    // YAML's text cannot hold bare gzip: cloud-init has it in base64 as well.
    let isEncoded = encoding.lowercased().contains("64")
    guard isEncoded || !encoding.hasPrefix("gz") else { return }
    let content =
      isEncoded ? Data(bytes).base64EncodedString() : String(decoding: bytes, as: UTF8.self)
    let value: Value = [
      "write_files": [["path": "/f", "encoding": .string(encoding), "content": .string(content)]]
    ]
    guard case .files(let files)? = try config(JSON.text(value)).steps.first else {
      Issue.record("no file")
      return
    }
    #expect(files.map { $0.bytes.reveal() } == [Array("content\n".utf8)])
  }

  @Test
  func `user data may be compressed`() throws {
    let bytes = Gzip.compress(Array("#cloud-config\nruncmd: [a]\n".utf8))
    #expect(names(try CloudConfig(userData: bytes, for: JinjaTests.data)) == ["runcmd 1"])
  }

  @Test(arguments: [("'0600'", 0o600), ("'755'", 0o755), ("0640", 0o640), ("null", 0o644)])
  func `permissions are octal, quoted or not`(text: String, mode: Int) throws {
    let config = try config("write_files: [{path: /f, permissions: \(text)}]")
    guard case .files(let files)? = config.steps.first else { return }
    #expect(files.map(\.mode) == [mode])
  }
}
