// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Log

/// A private key, looked at just enough to say what is wrong with it: libssh2 itself only says that it
/// does not work.
struct PrivateKey {
  struct Problem: Error {
    let cause: String
    var hint: String?
  }

  /// What libssh2 is given.
  let text: String
  let passphrase: String
  let isEncrypted: Bool
  let isRSA: Bool

  init(_ identity: SSHIdentity) throws(Problem) {
    let armour = try Armour(identity.privateKey.reveal())
    if armour.header == "-----BEGIN OPENSSH PRIVATE KEY-----" {
      let key = try OpenSSHKey(base64: armour.body.joined())
      (text, isEncrypted, isRSA) = (key.pem ?? armour.text, key.isEncrypted, key.type == "ssh-rsa")
    } else {
      (text, isEncrypted, isRSA) = (armour.text, armour.isEncrypted, armour.isRSA)
    }
    passphrase = identity.passphrase?.reveal() ?? ""
    if isEncrypted, passphrase.isEmpty {
      throw Problem(cause: "the private key needs a passphrase, and none is given")
    }
  }

  /// What is wrong with a key that libssh2 cannot read.
  var damage: String {
    isEncrypted
      ? "the passphrase does not fit the private key, or the key is damaged"
      : "the private key is damaged, or of a type that cannot be used"
  }
}

/// The lines of a key, from `-----BEGIN` to `-----END`, without what forms and editors add to them.
private struct Armour {
  let header: String
  let body: ArraySlice<String>
  let text: String

  init(_ text: String) throws(PrivateKey.Problem) {
    let lines = text.split(whereSeparator: \.isNewline).map(trimmed)
    guard let begin = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") }),
      lines[begin].hasSuffix("PRIVATE KEY-----"),
      let end = lines[begin...].firstIndex(where: { $0.hasPrefix("-----END ") })
    else {
      throw PrivateKey.Problem(
        cause: "the private key is neither in OpenSSH's format nor PEM",
        hint: "give the whole text of the private key's file, from -----BEGIN to -----END")
    }
    header = lines[begin]
    body = lines[begin + 1..<end]
    // PEM wants its headers to end in a blank line, and no other blank line.
    self.text = lines[begin...end].map { $0 + ($0.hasPrefix("DEK-Info:") ? "\n\n" : "\n") }.joined()
  }

  var isEncrypted: Bool {
    header.contains("ENCRYPTED") || body.contains { $0.hasPrefix("Proc-Type: 4,ENCRYPTED") }
  }

  /// By its header, or by the object identifier of RSA in the DER of a PKCS #8 key.
  var isRSA: Bool {
    if header.contains("RSA") { return true }
    guard let bytes = Data(base64Encoded: body.joined()) else { return false }
    let identifier: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
    return bytes.prefix(64).firstRange(of: identifier) != nil
  }
}

private func trimmed(_ line: Substring) -> String {
  let start = line.drop { $0 == " " || $0 == "\t" }
  let end = start.lastIndex { $0 != " " && $0 != "\t" }
  return end.map { String(start[...$0]) } ?? ""
}
