// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Rules {
  static func sshMachine(at path: String) -> Rules {
    Rules(check: { checks in
      let field = "\(path).hostSelector"
      guard let selector = checks[field] else { return }
      do throws(ManifestError) {
        _ = try LabelSelector(selector)
      } catch {
        checks.add(.invalid(field, selector, error.cause))
      }
    })
  }

  static let sshHost = Rules(check: { checks in
    if let address = checks["spec.address"]?.string, !isHost(address) {
      checks.add(
        .invalid(
          "spec.address", .string(address),
          "must be a name or an address alone, such as 10.0.0.7; user and port have fields of their own"
        ))
    }
    for (index, line) in (checks["spec.hostKeys"]?.list ?? []).enumerated() {
      guard let text = line.string, !isPublicKey(text) else { continue }
      checks.add(
        .invalid(
          "spec.hostKeys[\(index)]", line, "must be a public key, such as ssh-ed25519 AAAA…"))
    }
    // A host that somebody lives on is not to become another one under their feet.
    if checks.old?["status", "machineRef"] != nil { checks.immutable("spec.address") }
  })

  private static func isHost(_ text: String) -> Bool {
    text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || [0x2d, 0x2e, 0x3a, 0x5f].contains(byte)
    } && (text.filter { $0 == ":" }.count != 1)
  }

  /// `type base64`, and perhaps a comment.
  private static func isPublicKey(_ text: String) -> Bool {
    let words = text.split(separator: " ")
    guard words.count >= 2, !text.contains(where: \.isNewline) else { return false }
    return (words[0].hasPrefix("ssh-") || words[0].hasPrefix("ecdsa-"))
      && words[1].hasPrefix("AAAA")
  }
}
