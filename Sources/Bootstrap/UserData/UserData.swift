// SPDX-License-Identifier: Apache-2.0

import Archive
package import Log

/// What cloud-init gets on a machine's first start. It holds keys and tokens, so it does not print.
package struct UserData: Sendable {
  package let text: Secret<String>

  /// How many bytes each part takes, the largest first: what to name when it is too large.
  private let parts: [(name: String, count: Int)]

  init(_ text: String, parts: [(name: String, count: Int)]) {
    self.text = Secret(text)
    self.parts = parts.sorted { $0.count > $1.count }
  }

  package var count: Int { text.reveal().utf8.count }

  /// cloud-init takes gzip as it takes text.
  package var compressed: Secret<[UInt8]> { Secret(Gzip.compress(Array(text.reveal().utf8))) }

  /// In base64, as Azure's customData and AWS's user data travel.
  package func base64(isCompressed: Bool = false) -> Secret<String> {
    let bytes = isCompressed ? compressed.reveal() : Array(text.reveal().utf8)
    return Secret(Base64.encode(bytes))
  }

  /// Fails, naming the largest parts, where it has more than `limit` bytes: 65,535 for Azure, 16,384
  /// for AWS, both before base64.
  package func check(
    fits limit: Int, of service: String, isCompressed: Bool = false
  ) throws(BootstrapError) {
    let count = isCompressed ? compressed.reveal().count : count
    guard count > limit else { return }
    let largest = parts.prefix(3).map { "\($0.name) (\($0.count))" }.joined(separator: ", ")
    throw BootstrapError(
      "give user data to \(service)",
      "it has \(count) bytes\(isCompressed ? ", compressed," : "") and \(limit) are taken;"
        + " the largest parts are \(largest)",
      hint: "move large files into the image, or fetch them in preKubeadmCommands")
  }
}
