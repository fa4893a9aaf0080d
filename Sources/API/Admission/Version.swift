// SPDX-License-Identifier: Apache-2.0

/// A version of Kubernetes: a semantic version, its `v` in front or not.
package struct Version: Sendable, Hashable, Comparable {
  package var major: Int
  package var minor: Int
  package var patch: Int
  /// What follows a `-`; empty for a release.
  package var prerelease = ""

  /// Nil where the text is no semantic version.
  package init?(_ text: String) {
    var rest = Substring(text)
    if rest.first == "v" { rest.removeFirst() }
    let withoutBuild = rest.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    guard withoutBuild.count == 1 || Self.isTail(withoutBuild[1]) else { return nil }
    let halves = withoutBuild[0].split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false)
      .map(Self.number)
    guard numbers.count == 3, let major = numbers[0], let minor = numbers[1],
      let patch = numbers[2]
    else { return nil }
    if halves.count == 2 {
      guard Self.isTail(halves[1]) else { return nil }
      prerelease = String(halves[1])
    }
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  private static func number(_ text: Substring) -> Int? {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
    return isPlain && (text.count == 1 || text.first != "0") ? Int(text) : nil
  }

  private static func isTail(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == UInt8(ascii: "-")
        }
    }
  }

  package static func < (left: Version, right: Version) -> Bool {
    let mine = (left.major, left.minor, left.patch)
    let others = (right.major, right.minor, right.patch)
    guard mine == others else { return mine < others }
    return precedes(left.prerelease, right.prerelease)
  }

  /// A release comes after everything that leads to it; numbers come before words.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    if left.isEmpty || right.isEmpty { return !left.isEmpty && right.isEmpty }
    let mine = left.split(separator: ".")
    let others = right.split(separator: ".")
    for (one, other) in zip(mine, others) where one != other {
      switch (Int(one), Int(other)) {
      case (let one?, let other?): return one < other
      case (_?, nil): return true
      case (nil, _?): return false
      default: return one < other
      }
    }
    return mine.count < others.count
  }
}

extension Version: CustomStringConvertible {
  package var description: String {
    "v\(major).\(minor).\(patch)\(prerelease.isEmpty ? "" : "-\(prerelease)")"
  }
}
