// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit

/// A person's session with kubectl, as a file tells it, run against one server.
struct KubectlSession {
  struct Block {
    let script: String
    /// It prints something else on the real server, for a reason that the file tells.
    let differs: Bool
    /// So it does with a kubectl that is newer than that server.
    let differsWithNewer: Bool
  }

  /// Blocks between empty lines; lines that begin with # are for the reader.
  static func blocks(of file: URL) throws -> [Block] {
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.components(separatedBy: "\n\n").map { block in
      let lines = block.split(separator: "\n")
      return Block(
        script: lines.filter { !$0.hasPrefix("# ") }.joined(separator: "\n"),
        differs: lines.contains { $0.hasPrefix("# differs: ") },
        differsWithNewer: lines.contains { $0.hasPrefix("# differs with a newer kubectl: ") })
    }.filter { !$0.script.isEmpty }
  }

  /// What each block printed, run by bash in a folder of its own, with `kubectl` and a kubeconfig.
  static func run(
    _ blocks: [Block], kubectl: String, kubeconfig: String, in namespace: String
  ) async throws -> [String] {
    try await withTemporaryDirectory { folder in
      let config = folder.appending(path: "kubeconfig").path
      try FileManager.default.copyItem(atPath: kubeconfig, toPath: config)
      let bin = folder.appending(path: "bin")
      try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: bin.appending(path: "kubectl").path, withDestinationPath: kubectl)
      let work = folder.appending(path: "work")
      try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
      var answers: [String] = []
      for block in blocks {
        var command = Command("/bin/bash", "-c", "exec 2>&1\n" + block.script)
        command.directory = work.path
        command.environment = .exactly([
          "PATH": "\(bin.path):/usr/bin:/bin", "KUBECONFIG": config, "HOME": folder.path,
          "TZ": "UTC", "NS": namespace,
        ])
        command.accepts = Set(0...255)
        command.deadline = .seconds(120)
        let output = try await command.run()
        answers.append(Masking.masked(output.text) + "(exit \(output.exitCode))")
      }
      return answers
    }
  }
}
