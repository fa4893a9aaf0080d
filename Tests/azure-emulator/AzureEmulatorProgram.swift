// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import CommandLine
import Docker
import FoundationEssentials
import Glibc
import HTTP
import Manifest
import Serving

/// Serves an Azure on loopback until it is ended, for programs that are not tests of this package.
///
/// Writes a line `NAME=value` for each thing a client has to know, as soon as that can be used.
@main enum AzureEmulatorProgram {
  private static let usage = """
    usage: azure-emulator [--port N] [--tls-port N] [--authority FILE] [--settings FILE] [--pace N]
                          [--engine ADDRESS --machine-image NAME --balancer-image NAME]
      --port       port for HTTP on loopback; any free one unless said
      --tls-port   the same for HTTPS
      --authority  where to write the certificate that clients of HTTPS have to trust
      --settings   JSON to merge into the settings
      --pace       operations take as long as Azure's, times N
      --engine, --machine-image, --balancer-image
                   full mode: virtual machines and load balancers are containers of these images there,
                   until the emulator is ended by SIGTERM or SIGINT

    """

  static func main() async {
    do {
      try await serve(Flags(Swift.CommandLine.arguments.dropFirst()))
    } catch {
      write(2, "error: \(error)\n\(usage)")
      exit(2)
    }
  }

  private static func serve(_ flags: Flags) async throws {
    let interruption = try Interruption()
    var settings = try Settings()
    if let pace = flags["--pace"] {
      try settings.change(["delays": try JSON.parse(Settings.realDelays)])
      try settings.change(["pace": .double(Double(pace) ?? 1), "pollAfter": 1])
    }
    if let file = flags["--settings"] {
      try settings.change(try JSON.parse(try String(contentsOfFile: file, encoding: .utf8)))
    }
    let machines = try await machines(flags)
    let emulator = try AzureEmulator(settings, machines: machines)
    let (identity, authority) = try await AzureEmulator.identity()
    let plain = try emulator.listen(at: address(flags["--port"]))
    let encrypted = try emulator.listen(at: address(flags["--tls-port"]), as: identity)
    if let file = flags["--authority"] {
      try authority.write(toFile: file, atomically: true, encoding: .utf8)
    }
    write(1, "CAPCTL_AZURE_URL=http://\(plain)\nCAPCTL_AZURE_TLS_URL=https://\(encrypted)\n")
    _ = await interruption.wait()
    await emulator.shutDown()
    try await machines?.close()
  }

  /// Nil where machines are to be records and no more.
  private static func machines(_ flags: Flags) async throws -> ContainerMachines? {
    let given = ["--engine", "--machine-image", "--balancer-image"].compactMap { flags[$0] }
    guard !given.isEmpty else { return nil }
    guard given.count == 3 else {
      throw Flags.Unknown(
        description:
          "cannot make machines: --engine, --machine-image and --balancer-image go together"
      )
    }
    let engine = DockerEngine(at: try DockerEndpoint(given[0]), over: HTTPClient(environment: [:]))
    return try await ContainerMachines.open(
      on: engine, .init(machine: given[1], balancer: given[2]))
  }

  private static func address(_ port: String?) -> ListenAddress {
    .tcp("127.0.0.1", port: port.flatMap { UInt16($0) } ?? 0)
  }

  /// At once, whoever reads: a pipe waits for these lines.
  private static func write(_ file: Int32, _ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe Glibc.write(file, bytes, bytes.count)
  }
}

/// Words in pairs: a flag and its value.
private struct Flags {
  private var values: [String: String] = [:]

  struct Unknown: Error, CustomStringConvertible {
    let description: String
  }

  init(_ words: ArraySlice<String>) throws {
    let known = [
      "--port", "--tls-port", "--authority", "--settings", "--pace", "--engine", "--machine-image",
      "--balancer-image",
    ]
    var rest = words
    while let flag = rest.popFirst() {
      guard known.contains(flag), let value = rest.popFirst() else {
        throw Unknown(
          description: "cannot serve an Azure: flag \"\(flag)\" is unknown or has no value")
      }
      values[flag] = value
    }
  }

  subscript(flag: String) -> String? { values[flag] }
}
