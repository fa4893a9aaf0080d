// SPDX-License-Identifier: Apache-2.0

/// A kustomization, or a file, that is not in the tree but in a repository or on a server.
package struct RemoteBase: Sendable, Hashable {
  /// What is written in the kustomization.
  package let text: String
  /// What is to be cloned; for a file, its address.
  package let url: String
  /// The directory in the repository.
  package let path: String
  /// A branch, tag or commit; empty for the one the repository names first.
  package let ref: String
  package let isFile: Bool
}

/// Gets remote bases; whoever asks for a build says which may be got, and how.
package protocol RemoteBases: Sendable {
  /// The tree of a base's repository, or a tree that holds a remote file as its only one; nil where it
  /// is not there yet. Throws where it may not be used.
  func tree(of base: RemoteBase) throws(KustomizeError) -> (any FileTree)?
}

extension RemoteBase {
  /// What a text means that names no file of the tree; nil where it looks like no address.
  init?(_ text: String) {
    guard !text.hasPrefix("/"), !text.hasPrefix(".") else { return nil }
    let (address, query) = text.parted(at: "?")
    let values = query.split(separator: "&").map { $0.parted(at: "=") }
    let ref = values.last { $0.0 == "ref" } ?? values.last { $0.0 == "version" }
    guard let (url, path) = Self.split(address) else {
      guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return nil }
      self.init(text: text, url: text, path: "", ref: "", isFile: true)
      return
    }
    guard let path = TreePath.joined("", path) else { return nil }
    self.init(text: text, url: url, path: path, ref: String(ref?.1 ?? ""), isFile: false)
  }

  /// The repository and the directory in it.
  private static func split(_ address: Substring) -> (url: String, path: String)? {
    var rest = address
    if rest.hasPrefix("git::") { rest = rest.dropFirst(5) }
    let isShort = rest.hasPrefix("github.com/") || rest.hasPrefix("github.com:")
    if isShort { rest = "https://github.com/" + rest.dropFirst(11) }
    guard let host = host(of: rest) else { return nil }
    let names = rest[host.endIndex...]
    if let marker = names.firstRange(of: "//") {
      return (String(rest[..<marker.lowerBound]), String(names[marker.upperBound...]))
    }
    if let end = names.firstRange(of: ".git") {
      let tail = names[end.upperBound...]
      if tail.isEmpty || tail.hasPrefix("/") {
        return (String(rest[..<end.upperBound]), String(tail.drop { $0 == "/" }))
      }
    }
    return byLength(rest, host, names)
  }

  /// Without a marker, a repository is two names long, or one behind `_git`.
  private static func byLength(
    _ text: Substring, _ host: Substring, _ names: Substring
  ) -> (url: String, path: String)? {
    let isFile = names.hasSuffix(".yaml") || names.hasSuffix(".yml") || names.hasSuffix(".json")
    if isFile, host.hasPrefix("http") { return nil }
    let parts = names.split(separator: "/")
    let count = (parts.firstIndex(of: "_git").map { $0 + 2 }) ?? 2
    guard parts.count >= count else { return nil }
    let repository = parts[..<count].joined(separator: "/")
    return ("\(host)\(repository)", parts[count...].joined(separator: "/"))
  }

  /// Scheme, user and host, with what ends them.
  private static func host(of text: Substring) -> Substring? {
    for scheme in ["https://", "http://", "ssh://", "file://"] where text.hasPrefix(scheme) {
      let rest = text.dropFirst(scheme.count)
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      return text[...slash]
    }
    guard let at = text.firstIndex(of: "@"), let colon = text[at...].firstIndex(of: ":"),
      !text[..<at].contains("/")
    else { return nil }
    return text[...colon]
  }
}

extension StringProtocol where SubSequence == Substring {
  /// What comes before the first such character, and what behind it.
  fileprivate func parted(at character: Character) -> (Substring, Substring) {
    guard let place = firstIndex(of: character) else { return (self[...], "") }
    return (self[..<place], self[index(after: place)...])
  }
}
