// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// What an engine answered, whether it did what it was asked for or not.
package struct DockerReply: Sendable, Equatable {
  package let status: Int
  package let body: Value

  init(status: Int, _ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    self.status = status
    body = (try? JSON.parse(text)) ?? (text.isEmpty ? .null : .string(text))
  }

  package var isSuccess: Bool { (200..<400).contains(status) }

  /// Why it did not, in the engine's words.
  package var message: String {
    body["message"]?.string ?? body.string ?? "the engine answered with status \(status)"
  }
}
