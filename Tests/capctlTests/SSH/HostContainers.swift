// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit

/// Hosts for machines: containers of the node image in a network of their own, with this machine's sshd in them.
/// They know nothing of capctl, and go with the test.
struct HostContainers {
  let mark = "capctl-ssh-\(UInt32.random(in: 0...999_999))"
  let folder: URL

  static func with(
    _ names: [String], in folder: URL, _ body: (HostContainers) async throws -> Void
  ) async throws {
    let hosts = HostContainers(folder: folder)
    do {
      try await hosts.begin(names)
      try await body(hosts)
    } catch {
      try await hosts.end(names)
      throw error
    }
    try await hosts.end(names)
  }

  /// The private key that every host knows.
  var key: String {
    get throws { try String(contentsOf: folder.appending(path: "login"), encoding: .utf8) }
  }

  var hostKey: String {
    get throws {
      let text = try String(contentsOf: folder.appending(path: "host.pub"), encoding: .utf8)
      return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  func address(of name: String) async throws -> String {
    try await docker(
      "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
      container(name)
    ).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What a script prints there; it must succeed.
  @discardableResult
  func shell(_ name: String, _ script: String) async throws -> String {
    try await docker("exec", container(name), "/bin/sh", "-c", script)
  }

  private func container(_ name: String) -> String { "\(mark)-\(name)" }

  private func docker(_ words: String...) async throws -> String { try await docker(words) }

  private func docker(_ words: [String]) async throws -> String {
    var command = Command(try Part.path("docker"), words)
    command.environment = .exactly(["DOCKER_HOST": try DockerPart.engine.value(), "HOME": "/root"])
    command.deadline = .seconds(180)
    return try await command.run().text
  }

  // MARK: Beginning and end

  private func begin(_ names: [String]) async throws {
    for name in ["login", "host"] {
      let file = folder.appending(path: name).path
      _ = try await Command(
        try Part.path("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file
      ).run()
    }
    try await gather()
    _ = try await docker("network", "create", mark)
    for name in names { try await start(name) }
  }

  private func end(_ names: [String]) async throws {
    for name in names { _ = try? await docker("rm", "-fv", container(name)) }
    _ = try? await docker("network", "rm", mark)
  }

  private func start(_ name: String) async throws {
    _ = try await docker(
      "run", "-d", "-t", "--name", container(name), "--hostname", name, "--network", mark,
      "--privileged", "--cgroupns", "private", "--security-opt", "seccomp=unconfined",
      "--security-opt", "apparmor=unconfined", "--tmpfs", "/tmp", "--tmpfs", "/run", "-v", "/var",
      "-v", "/lib/modules:/lib/modules:ro", try DockerPart.nodeImage.value())
    _ = try await docker("cp", "\(folder.path)/sshd", "\(container(name)):/opt")
    try await eventually("services are up in \(name)", within: .seconds(240)) {
      (try? await shell(name, "ctr --namespace k8s.io version")) != nil
    }
    try await shell(
      name,
      """
      echo 'sshd:x:105:65534::/run/sshd:/usr/sbin/nologin' >>/etc/passwd
      echo 'pat:x:1100:1100::/tmp:/bin/sh' >>/etc/passwd
      echo 'pat:*:19000:0:99999:7:::' >>/etc/shadow
      mkdir -p /run/sshd && chown -R root:root /opt/sshd && chmod 600 /opt/sshd/host
      """)
    _ = try await docker(
      "exec", "-d", "-e", "LD_LIBRARY_PATH=/opt/sshd/lib", container(name), "/opt/sshd/sshd", "-D",
      "-f", "/opt/sshd/config")
    try await eventually("sshd listens in \(name)", within: .seconds(60)) {
      try await shell(name, "cat /proc/net/tcp | grep -c ':0016 ' || true") != "0\n"
    }
  }

  /// sshd and the libraries that it takes, which the image has not.
  private func gather() async throws {
    let sshd = try Part.path("sshd")
    let libraries = folder.appending(path: "sshd/lib")
    try FileManager.default.createDirectory(at: libraries, withIntermediateDirectories: true)
    let listed = try await Command(try Part.path("ldd"), sshd).run().text
    let paths = listed.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first { $0.hasPrefix("/") }.map(String.init)
    }
    for path in paths where !path.contains("/libc.so") && !path.contains("/ld-linux") {
      try copy(path, to: "sshd/lib/\(path.split(separator: "/").last ?? "")")
    }
    try copy(sshd, to: "sshd/sshd")
    try copy(folder.appending(path: "host").path, to: "sshd/host")
    try copy(folder.appending(path: "login.pub").path, to: "sshd/known")
    let settings = """
      Port 22
      HostKey /opt/sshd/host
      AuthorizedKeysFile /opt/sshd/known
      PermitRootLogin prohibit-password
      PasswordAuthentication no
      StrictModes no
      UsePAM no
      PidFile none

      """
    try Data(settings.utf8).write(to: folder.appending(path: "sshd/config"))
  }

  private func copy(_ path: String, to name: String) throws {
    let real = URL(filePath: path).resolvingSymlinksInPath()
    try FileManager.default.copyItem(at: real, to: folder.appending(path: name))
  }
}
