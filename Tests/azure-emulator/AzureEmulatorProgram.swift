// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import FoundationEssentials
import Glibc
import Manifest
import Serving

/// Serves an Azure on loopback until it is ended, for programs that are not tests of this package.
///
/// Writes a line `NAME=value` for each thing a client has to know, as soon as that can be used.
@main enum AzureEmulatorProgram {
  private static let usage = """
    usage: azure-emulator [--port N] [--tls-port N] [--authority FILE] [--settings FILE] [--pace N]
      --port       port for HTTP on loopback; any free one unless said
      --tls-port   the same for HTTPS
      --authority  where to write the certificate that clients of HTTPS have to trust
      --settings   JSON to merge into the settings
      --pace       operations take as long as Azure's, times N

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
    var settings = try Settings()
    if let pace = flags["--pace"] {
      try settings.change(["delays": try JSON.parse(Settings.realDelays)])
      try settings.change(["pace": .double(Double(pace) ?? 1), "pollAfter": 1])
    }
    if let file = flags["--settings"] {
      try settings.change(try JSON.parse(try String(contentsOfFile: file, encoding: .utf8)))
    }
    let emulator = try AzureEmulator(settings)
    let (identity, authority) = try await AzureEmulator.identity()
    let plain = try emulator.listen(at: address(flags["--port"]))
    let encrypted = try emulator.listen(at: address(flags["--tls-port"]), as: identity)
    if let file = flags["--authority"] {
      try authority.write(toFile: file, atomically: true, encoding: .utf8)
    }
    write(1, "CAPCTL_AZURE_URL=http://\(plain)\nCAPCTL_AZURE_TLS_URL=https://\(encrypted)\n")
    while true { try await Task.sleep(for: .seconds(3600)) }
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
    let known = ["--port", "--tls-port", "--authority", "--settings", "--pace"]
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
