// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// One block of a PEM text: what it says it is, and its bytes.
package struct PEM: Sendable, Equatable {
  package let label: String
  package let bytes: [UInt8]

  /// Whether the bytes are encrypted with a passphrase.
  package let isEncrypted: Bool

  package init(_ label: String, _ bytes: [UInt8]) {
    self.init(label, bytes, isEncrypted: label == "ENCRYPTED PRIVATE KEY")
  }

  private init(_ label: String, _ bytes: [UInt8], isEncrypted: Bool) {
    self.label = label
    self.bytes = bytes
    self.isEncrypted = isEncrypted
  }

  /// All blocks of `text`, whatever stands between them.
  package static func blocks(of text: String) throws(PKIError) -> [PEM] {
    let bytes = Array(text.utf8)
    // What others left here would be taken for our own.
    ERR_clear_error()
    return unsafe try bytes.withUnsafeBufferPointer { bytes throws(PKIError) in
      // It reads where the bytes are, and goes before they do.
      let source = unsafe try Owned(
        "read PEM", BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)), { unsafe BIO_free($0) })
      var blocks: [PEM] = []
      while let block = try next(in: source) { blocks.append(block) }
      return blocks
    }
  }

  /// The text of this block.
  package var text: String {
    // 48 bytes make the 64 characters that a line may have.
    let lines = stride(from: 0, to: bytes.count, by: 48).map { start in
      Base64.encode(Array(bytes[start..<min(start + 48, bytes.count)])) + "\n"
    }.joined()
    return "-----BEGIN \(label)-----\n\(lines)-----END \(label)-----\n"
  }

  private static func next(in source: borrowing Owned) throws(PKIError) -> PEM? {
    var label: UnsafeMutablePointer<CChar>?
    var header: UnsafeMutablePointer<CChar>?
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard unsafe PEM_read_bio(source.pointer, &label, &header, &bytes, &count) == 1 else {
      let code = ERR_peek_last_error()
      if code == 0 { throw PKIError("read PEM", "a block of it is empty") }
      let error = PKIError.fromOpenSSL("read PEM")
      if ERR_GET_REASON(code) == PEM_R_NO_START_LINE { return nil }
      throw error
    }
    defer {
      unsafe openssl_free(label)
      unsafe openssl_free(header)
      unsafe openssl_free(bytes)
    }
    guard let label = unsafe label, let header = unsafe header else { return nil }
    let block = unsafe PEM(
      String(cString: label), Array(UnsafeBufferPointer(start: bytes, count: count)))
    let isEncrypted = unsafe String(cString: header).contains("ENCRYPTED")
    return PEM(block.label, block.bytes, isEncrypted: block.isEncrypted || isEncrypted)
  }
}

package enum Base64 {
  /// `bytes` in base64, on one line, padded.
  package static func encode(_ bytes: [UInt8]) -> String {
    let count = (bytes.count + 2) / 3 * 4
    return unsafe String(unsafeUninitializedCapacity: count + 1) { buffer in
      unsafe Int(EVP_EncodeBlock(buffer.baseAddress, bytes, Int32(bytes.count)))
    }
  }
}
