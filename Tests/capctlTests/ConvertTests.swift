// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

struct ConvertTests {
  private static let old = """
    # ours
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: MachineDeployment # many
    metadata: {name: a}
    spec:
      # never again
      revisionHistoryLimit: 3
      clusterName: a

    """

  private static let new = """
    # ours
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachineDeployment # many
    metadata: {name: a}
    spec:
      # never again
      clusterName: a

    """

  @Test func `a file is rewritten, with its permissions and through links`() async throws {
    try await withTemporaryDirectory { directory in
      let file = try directory.write(Self.old, to: "md.yaml").path()
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
      let link = file + ".link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      let output = try await Capctl.run("convert", "-f", link)
      #expect(output.exitCode == 0)
      #expect(output.text == "")
      #expect(
        output.errorText == """
          warning: \(link):7:3: spec.revisionHistoryLimit has no place in the newest version, and is \
          left out
          converted 1 object in \(link)

          """)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.new)
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
      let again = try await Capctl.run("convert", "-f", link)
      #expect(again.errorText == "converted 0 objects in \(link)\n")
    }
  }

  @Test func `standard input goes to standard output`() async throws {
    let output = try await Capctl.run("convert", "-f", "-", input: .bytes(Array(Self.old.utf8)))
    #expect(output.text == Self.new)
  }

  @Test func `what cannot be read changes nothing`() async throws {
    try await withTemporaryDirectory { directory in
      let file = try directory.write("a: [", to: "bad.yaml").path()
      let output = try await Capctl.run("convert", "-f", file)
      #expect(output.exitCode == 1)
      #expect(output.errorText.hasPrefix("error: cannot parse \(file):"))
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "a: [")
    }
  }
}
