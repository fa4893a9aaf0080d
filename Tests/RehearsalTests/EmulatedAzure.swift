// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import Manifest

/// An Azure of our own that listens, and what is done there behind everybody's back.
struct EmulatedAzure: Sendable {
  private let emulator: AzureEmulator
  let url: String

  /// Runs `body` beside one.
  static func run(_ body: (EmulatedAzure) async throws -> Void) async throws {
    // Calls come as fast as they can, which no subscription of Azure's would take.
    let settings = try Settings(try JSON.parse(#"{"limits": {"enforced": false}}"#))
    let emulator = try AzureEmulator(settings)
    let azure = EmulatedAzure(emulator: emulator, url: "http://\(try emulator.listen())")
    do {
      try await body(azure)
    } catch {
      await emulator.shutDown()
      throw error
    }
    await emulator.shutDown()
  }

  /// The ids of all resources.
  var ids: [String] {
    let found = emulator.answer(Call("GET", "/emulator/resources")).body?["value"]?.list ?? []
    return found.compactMap { $0["id"]?.string }
  }

  /// Takes a resource away, as somebody's hand would in the portal.
  func take(_ id: String) {
    _ = emulator.answer(Call("DELETE", "/emulator/resources", query: [("id", id)]))
  }
}
