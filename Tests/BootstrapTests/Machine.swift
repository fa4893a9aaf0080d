// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Foundation
import Log
import Spawn
import TestKit

/// A machine for a test: Debian with the real cloud-init, its changes in a folder of the test's.
///
/// Every program runs in namespaces of its own, in which the folder lies over the Debian that all
/// tests share; nothing of it is seen from outside, and nothing has to be unmounted.
struct Machine: NodeTransport {
  private let base: String
  private let folder: URL

  static func with<Result>(
    kubeadm: Bool = false, _ body: (Machine) async throws -> Result
  ) async throws -> Result {
    let base = try await part("hack/cloud-init-root")
    return try await withTemporaryDirectory { folder in
      let machine = Machine(base: base, folder: folder)
      for name in ["upper", "work", "root"] {
        try FileManager.default.createDirectory(
          at: folder.appending(path: name), withIntermediateDirectories: true)
      }
      if kubeadm { try await machine.install() }
      return try await body(machine)
    }
  }

  /// The real kubeadm. Its `init` goes as far as it can without a kubelet: it reads the configuration,
  /// signs with the authorities it finds, and writes the manifests. (Its `--dry-run` of 1.20 fails where
  /// there are authorities already.) Its `join`, with nothing to join, reads the configuration.
  private func install() async throws {
    let binaries = try await Self.part("hack/kubeadm")
    let bytes = try Data(contentsOf: URL(filePath: "\(binaries)/kubeadm"))
    let place = folder.appending(path: "upper/usr/local/bin")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try bytes.write(to: place.appending(path: "kubeadm-itself"))
    let wrapper = """
      #!/bin/sh
      set -e
      [ "$1 $2" = 'init --config' ] || exec kubeadm-itself config migrate --old-config "$3"
      for phase in 'certs all' 'kubeconfig all' 'control-plane all' 'etcd local'; do
        kubeadm-itself init phase $phase --config "$3"
      done

      """
    try Data(wrapper.utf8).write(to: place.appending(path: "kubeadm"))
    for name in ["kubeadm", "kubeadm-itself"] {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: place.appending(path: name).path)
    }
  }

  /// The folder that a script of `hack/` prints: what the environment names, else what it keeps.
  private static func part(_ script: String) async throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    var command = Command(root.appending(path: script).standardized.path)
    command.deadline = .seconds(1800)
    let lines = try await command.run().text.split(separator: "\n")
    guard let last = lines.last else { throw TestFailure("run \(script)", "it printed nothing") }
    return String(last)
  }

  func run(_ call: NodeCall) async throws -> NodeReply {
    let script = """
      set -e
      mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
      cd "$2/root"
      mount -t proc proc proc
      mount --rbind /dev dev
      mount --rbind /sys sys
      shift 2
      exec chroot . "$@"
      """
    var command = Command(
      "unshare",
      [
        "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "sh", "-c", script, "sh",
        base,
        folder.path,
      ] + call.arguments)
    command.environment = .exactly([
      "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
    ])
    command.input = .bytes(call.input.reveal())
    command.accepts = Set(0...255)
    command.deadline = .seconds(300)
    let output = try await command.run()
    return NodeReply(
      status: output.exitCode, output: output.bytes, errorOutput: output.errorBytes)
  }

  /// Runs a script of the test's own, and returns what it prints.
  func shell(_ script: String) async throws -> String {
    let reply = try await run(NodeCall(["/bin/sh", "-c", script]))
    guard reply.status == 0 else {
      throw TestFailure("run a script", String(decoding: reply.errorOutput, as: UTF8.self))
    }
    return String(decoding: reply.output, as: UTF8.self)
  }

  /// Starts the real cloud-init on user data, all four of its stages, as at a machine's first start.
  func start(with userData: String, hostName: String) async throws {
    let seed = "/var/lib/cloud/seed/nocloud"
    let files = [
      ("\(seed)/user-data", userData),
      ("\(seed)/meta-data", "instance-id: i-1\nlocal-hostname: \(hostName)\n"),
      // Neither a network nor a disk is to be set up, and nobody to be told of keys.
      (
        "/etc/cloud/cloud.cfg.d/99-test.cfg",
        """
        datasource_list: [NoCloud]
        network: {config: disabled}
        growpart: {mode: 'off'}
        resize_rootfs: false
        no_ssh_fingerprints: true

        """
      ),
    ]
    for (path, text) in files {
      try await upload(Secret(Array(text.utf8)), to: path, mode: 0o600)
    }
    // Stages that concern nothing we ask for may fail here: there is no locale to be set.
    _ = try await shell(
      """
      for stage in 'init --local' init 'modules --mode=config' 'modules --mode=final'; do
        cloud-init $stage >>/var/log/stages 2>&1 || :
      done
      """)
  }
}
