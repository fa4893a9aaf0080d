// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import Manifest

/// An Azure that listens, and what a test asks it behind the agents' backs.
struct EmulatedCloud: Sendable {
  private let emulator: AzureEmulator
  let url: String

  init(_ settings: String) throws {
    emulator = try AzureEmulator(try Settings(try JSON.parse(settings)))
    url = "http://\(try emulator.listen())"
  }

  func end() async { await emulator.shutDown() }

  func change(_ settings: String) {
    _ = emulator.answer(Call("PATCH", "/emulator/settings", body: Array(settings.utf8)))
  }

  private func ask(_ word: String) -> [Value] {
    emulator.answer(Call("GET", "/emulator/\(word)")).body?["value"]?.list ?? []
  }

  /// What there is whose id ends so.
  func made(_ end: String) -> Value? {
    ask("resources").first { $0["id"]?.string?.lowercased().hasSuffix(end.lowercased()) == true }
  }

  /// The calls that write what Flux follows, in order.
  var fluxWrites: [Value] {
    ask("requests").filter {
      $0["method"] != "GET"
        && $0["type"]?.string?.hasPrefix("Microsoft.KubernetesConfiguration/") == true
    }
  }
}
