// SPDX-License-Identifier: Apache-2.0

/// Refuses entries that would reach out of the folder into which an archive is unpacked.
///
/// The links seen so far are remembered: an entry below a link would land where that points to.
struct PathRules {
  private var links: Set<String> = []
  private var files: Set<String> = []

  /// The entry with its paths cleaned, or nil for that folder itself.
  mutating func admit(_ entry: TarEntry, _ action: String) throws(ArchiveError) -> TarEntry? {
    var entry = entry
    guard let path = try clean(entry.path, action) else {
      if entry.kind == .directory { return nil }
      throw ArchiveError(action, "it has no name")
    }
    entry.path = path
    if let link = parents(of: path).first(where: links.contains) {
      throw ArchiveError(action, "\(link) above it is a link")
    }
    links.remove(path)
    files.remove(path)
    switch entry.kind {
    case .directory: break
    case .file: files.insert(path)
    case .symbolicLink(let target):
      guard staysInside(target, from: path) else {
        throw ArchiveError(action, "it points out of the archive, to \(target)")
      }
      links.insert(path)
    case .hardLink(let target):
      guard let target = try clean(target, action), files.contains(target) else {
        throw ArchiveError(action, "it is a link to \(target), which is no file before it")
      }
      entry.kind = .hardLink(to: target)
      files.insert(path)
    }
    return entry
  }

  private func clean(_ path: String, _ action: String) throws(ArchiveError) -> String? {
    if path.hasPrefix("/") { throw ArchiveError(action, "the path \(path) is absolute") }
    if path.utf8.contains(0) { throw ArchiveError(action, "the path holds a NUL byte") }
    let parts = path.split(separator: "/").filter { $0 != "." }
    if parts.contains("..") {
      throw ArchiveError(action, "the path \(path) leads out of the archive")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }

  /// `a` and `a/b` for `a/b/c`.
  private func parents(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
  }

  /// Steps up are counted where they come first. Later ones are refused: they may follow a link,
  /// and then nobody can say where they lead.
  private func staysInside(_ target: String, from path: String) -> Bool {
    let parts = target.split(separator: "/").filter { $0 != "." }
    let steps = parts.prefix { $0 == ".." }.count
    return !target.isEmpty && !target.hasPrefix("/") && !target.utf8.contains(0)
      && steps <= parents(of: path).count && !parts.dropFirst(steps).contains("..")
  }
}
