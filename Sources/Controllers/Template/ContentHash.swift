// SPDX-License-Identifier: Apache-2.0

/// A short name for content: FNV-1a, 64 bits, written so that it can stand in an object's name.
///
/// It names; it does not decide. Whether two contents are the same is asked of the contents.
package struct ContentHash: Sendable, Hashable {
  package let number: UInt64

  package init(_ bytes: some Sequence<UInt8>) {
    number = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  package init(_ text: String) { self.init(text.utf8) }

  package init(_ content: TemplateContent) { self.init(content.canonical) }
}

extension ContentHash: CustomStringConvertible {
  /// At most 14 letters and digits, none of them a vowel: no hash spells a word.
  package var description: String {
    var rest = number
    var letters: [Character] = []
    repeat {
      let count = UInt64(SafeLetters.all.count)
      letters.append(SafeLetters.all[Int(rest % count)])
      rest /= count
    } while rest > 0
    return String(letters.reversed())
  }
}
