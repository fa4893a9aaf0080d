// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the error number of the system means, in lower case: `address already in use`.
func words(for number: Int32) -> String {
  let text = unsafe String(unsafeUninitializedCapacity: 128) { buffer in
    unsafe buffer.withMemoryRebound(to: CChar.self) {
      guard let text = $0.baseAddress, unsafe strerror_r(number, text, $0.count) == 0 else {
        return 0
      }
      return unsafe strlen(text)
    }
  }
  return text.isEmpty ? "error \(number)" : text.lowercased()
}
