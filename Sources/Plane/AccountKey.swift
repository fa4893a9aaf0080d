// SPDX-License-Identifier: Apache-2.0

import Log
import PKI

/// The key that signs the tokens of service accounts. It outlasts restarts, as the tokens do.
enum AccountKey {
  /// Reads the key, or makes one there.
  static func kept(at path: String) async throws -> PrivateKey {
    let file = PrivateFile(path)
    guard let text = try file.read() else {
      let key = try await PrivateKey.make(.ecdsaP256)
      try file.write(key.pem.reveal())
      return key
    }
    do throws(PKIError) {
      return try PrivateKey(pem: text)
    } catch {
      throw PlaneError(
        "use the key in \(path)", "\(error)",
        hint: "remove the file to have a new one made; tokens of service accounts then end")
    }
  }
}
