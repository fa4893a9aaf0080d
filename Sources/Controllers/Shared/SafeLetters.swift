// SPDX-License-Identifier: Apache-2.0

/// The letters that Kubernetes puts at the end of generated names: without vowels, which could spell
/// words, and without what could be taken for one another.
package enum SafeLetters {
  static let all = Array("bcdfghjklmnpqrstvwxz2456789")

  /// The tail of a generated name.
  package static func random(
    _ count: Int = 5, using generator: inout some RandomNumberGenerator
  ) -> String {
    String((0..<count).map { _ in all[Int.random(in: all.indices, using: &generator)] })
  }
}
