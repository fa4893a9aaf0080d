// SPDX-License-Identifier: Apache-2.0

/// A Kubernetes version, `v1.31.2` or `1.31.2-rc.1+build`: what the rules of version skew compare.
package struct KubernetesVersion: Sendable, Hashable {
  package let major: Int
  package let minor: Int
  package let patch: Int
  /// The part after `-`, empty for a release.
  package let preRelease: [String]

  /// Nil where the text is no semantic version, with or without a `v`.
  package init?(_ text: String) {
    let withoutBuild = text.prefix { $0 != "+" }
    let body = withoutBuild.hasPrefix("v") ? withoutBuild.dropFirst() : withoutBuild
    let core = body.prefix { $0 != "-" }
    let numbers = core.split(separator: ".", omittingEmptySubsequences: false).map(Self.number)
    guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2]
    else { return nil }
    let tail = body.dropFirst(core.count).dropFirst()
    guard core.count == body.count || !tail.isEmpty else { return nil }
    self.major = major
    self.minor = minor
    self.patch = patch
    preRelease =
      tail.isEmpty
      ? [] : tail.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard preRelease.allSatisfy({ !$0.isEmpty }) else { return nil }
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  package func hasSameMinor(as other: KubernetesVersion) -> Bool {
    major == other.major && minor == other.minor
  }
}

extension KubernetesVersion: Comparable {
  package static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
    let (mine, theirs) = (
      (left.major, left.minor, left.patch), (right.major, right.minor, right.patch)
    )
    guard mine == theirs else { return mine < theirs }
    switch (left.preRelease.isEmpty, right.preRelease.isEmpty) {
    case (true, _): return false
    case (false, true): return true
    case (false, false): return precedes(left.preRelease, right.preRelease)
    }
  }

  /// Numbers by value and before words; a longer list after its own beginning.
  private static func precedes(_ left: [String], _ right: [String]) -> Bool {
    for (mine, theirs) in zip(left, right) where mine != theirs {
      switch (Int(mine), Int(theirs)) {
      case (let mine?, let theirs?): return mine < theirs
      case (_?, nil): return true
      case (nil, _?): return false
      case (nil, nil): return mine.utf8.lexicographicallyPrecedes(theirs.utf8)
      }
    }
    return left.count < right.count
  }
}

extension KubernetesVersion: CustomStringConvertible {
  package var description: String {
    let tail = preRelease.isEmpty ? "" : "-\(preRelease.joined(separator: "."))"
    return "v\(major).\(minor).\(patch)\(tail)"
  }
}
