// SPDX-License-Identifier: Apache-2.0

/// Which of two versions a client should prefer: `v2 > v1 > v1beta2 > v1beta1 > v1alpha1`, then all that
/// are no versions, the alphabet's first ones first.
struct VersionPriority: Comparable {
  private let stage: Int
  private let major: Int
  private let minor: Int
  private let name: String

  init(_ name: String) {
    self.name = name
    let parts = Self.parse(name)
    stage = parts?.stage ?? -1
    major = parts?.major ?? 0
    minor = parts?.minor ?? 0
  }

  private static func parse(_ name: String) -> (stage: Int, major: Int, minor: Int)? {
    guard name.hasPrefix("v") else { return nil }
    let rest = name.dropFirst()
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard let major = Int(digits) else { return nil }
    let tail = rest.dropFirst(digits.count)
    if tail.isEmpty { return (2, major, 0) }
    for (stage, word) in ["alpha", "beta"].enumerated() where tail.hasPrefix(word) {
      return Int(tail.dropFirst(word.count)).map { (stage, major, $0) }
    }
    return nil
  }

  static func < (left: Self, right: Self) -> Bool {
    let mine = (left.stage, left.major, left.minor)
    let others = (right.stage, right.major, right.minor)
    return mine == others ? left.name > right.name : mine < others
  }
}
