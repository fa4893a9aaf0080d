// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// OpenSSL's functions that read DER: they move the pointer behind what they took.
typealias Decode = (
  UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int
) -> OpaquePointer?

/// And those that write it: into what they allocate, where the pointer they are given is null.
typealias Encode = (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32

extension Owned {
  /// Reads `der`, which must hold one object and nothing behind it.
  static func read(
    _ action: String, _ der: [UInt8], _ decode: Decode, _ free: @escaping Free
  ) throws(PKIError) -> Owned {
    var taken = 0
    let object = unsafe der.withUnsafeBufferPointer { buffer in
      var next = buffer.baseAddress
      let object = unsafe decode(nil, &next, buffer.count)
      if let start = buffer.baseAddress, let next = unsafe next { taken = unsafe next - start }
      return unsafe object
    }
    guard let object = unsafe object else {
      ERR_clear_error()
      // OpenSSL's own words ("nested asn1 error") help nobody here.
      throw PKIError(action, "it is damaged, or something else")
    }
    let owned = unsafe try Owned(action, object, free)
    guard taken == der.count else { throw PKIError(action, "there are bytes behind its end") }
    return owned
  }
}

/// The DER that `encode` writes. It is not asked for the length first, which is most of the work.
func encoded(_ action: String, _ encode: Encode) throws(PKIError) -> [UInt8] {
  var bytes: UnsafeMutablePointer<UInt8>?
  let count = unsafe try check(action, encode(&bytes))
  defer { unsafe openssl_clear_free(bytes, count) }
  return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
}
