// SPDX-License-Identifier: Apache-2.0

import CServing

/// The certificates of a PEM text, in their order. Frees them with itself.
struct PEMCertificates {
  let certificates: [Certificate]

  @safe final class Certificate {
    let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe X509_free(pointer) }
  }

  init(_ text: String) {
    var text = text
    var found: [Certificate] = []
    text.withUTF8 { bytes in
      let source = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
      defer { unsafe BIO_free(source) }
      while let certificate = unsafe PEM_read_bio_X509(source, nil, nil, nil) {
        found.append(unsafe Certificate(certificate))
      }
      // The end of the text is an error too.
      ERR_clear_error()
    }
    certificates = found
  }
}
