// SPDX-License-Identifier: Apache-2.0

/// What is left out of a source, as `.gitignore` says it. Later rules win over earlier ones.
struct IgnoreRules: Sendable {
  private struct Rule {
    /// The folder of the file that holds the rule.
    let domain: [Substring]
    let parts: [[Character]]
    let isNegated: Bool
    let isForFolders: Bool
    /// It speaks of one place, not of a name anywhere below.
    let isAnchored: Bool
  }

  private var rules: [Rule] = []

  init() {}

  /// The rules of a text that lies in a folder.
  mutating func add(_ text: String, in folder: String = "") {
    let domain = folder.split(separator: "/")
    for line in text.split(whereSeparator: \.isNewline) {
      var line = line
      while line.last == " ", !line.hasSuffix("\\ ") { line.removeLast() }
      if line.isEmpty || line.first == "#" { continue }
      let isNegated = line.first == "!"
      if isNegated || line.hasPrefix("\\#") || line.hasPrefix("\\!") { line.removeFirst() }
      let isForFolders = line.last == "/"
      if isForFolders { line.removeLast() }
      let isAnchored = line.contains("/")
      let parts = line.split(separator: "/").map { Array($0) }
      if parts.isEmpty { continue }
      rules.append(
        Rule(
          domain: domain, parts: parts, isNegated: isNegated, isForFolders: isForFolders,
          isAnchored: isAnchored))
    }
  }

  /// Whether a file is left out, by itself or with a folder that holds it.
  func leavesOut(_ path: String) -> Bool {
    guard !rules.isEmpty else { return false }
    let parts = path.split(separator: "/")
    for count in 1..<max(parts.count, 1) where isOut(Array(parts[..<count]), isFolder: true) {
      return true
    }
    return isOut(parts, isFolder: false)
  }

  private func isOut(_ path: [Substring], isFolder: Bool) -> Bool {
    for rule in rules.reversed() where path.count > rule.domain.count {
      guard path.starts(with: rule.domain), isFolder || !rule.isForFolders else { continue }
      let rest = path[rule.domain.count...]
      let isMatch =
        rule.isAnchored
        ? Self.match(rule.parts[...], rest) : Self.match(rule.parts[...], rest.suffix(1))
      if isMatch { return !rule.isNegated }
    }
    return false
  }

  private static func match(_ pattern: ArraySlice<[Character]>, _ path: ArraySlice<Substring>)
    -> Bool
  {
    guard let first = pattern.first else { return path.isEmpty }
    if first == ["*", "*"] {
      let rest = pattern.dropFirst()
      // At the end it means everything inside, and not the folder itself.
      if rest.isEmpty { return !path.isEmpty }
      return (0...path.count).contains { match(rest, path.dropFirst($0)) }
    }
    guard let name = path.first, matches(first[...], Array(name)[...]) else { return false }
    return match(pattern.dropFirst(), path.dropFirst())
  }

  private static func matches(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>)
    -> Bool
  {
    var (pattern, name) = (pattern, name)
    // Where to go on if what follows a star does not fit.
    var retry: (pattern: ArraySlice<Character>, name: ArraySlice<Character>)?
    while true {
      if pattern.first == "*" {
        pattern = pattern.dropFirst()
        retry = (pattern, name)
        continue
      }
      if let letter = name.first, let rest = step(pattern, letter) {
        pattern = rest
        name = name.dropFirst()
        continue
      }
      if name.isEmpty, pattern.isEmpty { return true }
      guard let last = retry, !last.name.isEmpty else { return false }
      (pattern, name) = (last.pattern, last.name.dropFirst())
      retry = (pattern, name)
    }
  }

  /// What is left of a pattern behind what takes one letter; nil where it does not take this one.
  private static func step(
    _ pattern: ArraySlice<Character>, _ letter: Character
  ) -> ArraySlice<Character>? {
    switch pattern.first {
    case nil: return nil
    case "?": return pattern.dropFirst()
    case "\\" where pattern.count > 1:
      return pattern.dropFirst().first == letter ? pattern.dropFirst(2) : nil
    case "[":
      guard let end = pattern.dropFirst(2).firstIndex(of: "]") else { fallthrough }
      let set = pattern[(pattern.startIndex + 1)..<end]
      return holds(set, letter) ? pattern[(end + 1)...] : nil
    default: return pattern.first == letter ? pattern.dropFirst() : nil
    }
  }

  private static func holds(_ set: ArraySlice<Character>, _ letter: Character) -> Bool {
    let isNegated = set.first == "!" || set.first == "^"
    var rest = isNegated ? set.dropFirst() : set
    var isIn = false
    while let low = rest.popFirst() {
      if rest.first == "-", rest.count > 1, let high = rest.dropFirst().first {
        rest = rest.dropFirst(2)
        isIn = isIn || (low <= high && (low...high).contains(letter))
      } else {
        isIn = isIn || low == letter
      }
    }
    return isIn != isNegated
  }
}

extension IgnoreRules {
  /// What Flux leaves out of every source.
  private static let always = [".git/", ".gitignore", ".gitmodules", ".gitattributes"]

  /// And what it leaves out unless a source says for itself what to ignore.
  private static let usual = [
    "*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip", ".github/",
    ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml",
    "cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml", "**/.goreleaser.yml",
    "**/.sops.yaml", "**/.flux.yaml",
  ]

  /// The rules of a source: `spec.ignore`, and every `.sourceignore` by the folder it is in.
  static func of(_ ignore: String?, files: [(folder: String, text: String)]) -> IgnoreRules {
    var rules = IgnoreRules()
    rules.add((always + (ignore == nil ? usual : [])).joined(separator: "\n"))
    for file in files { rules.add(file.text, in: file.folder) }
    if let ignore { rules.add(ignore) }
    return rules
  }
}
