// SPDX-License-Identifier: Apache-2.0

import Git
import Manifest

/// Which revision of a repository is meant, as `spec.ref` says it: of several words the later one of
/// branch, tag, semver, name and commit counts.
enum SourceReference: Equatable {
  case branch(String)
  case tag(String)
  case newestTag(String)
  case name(String)
  case commit(ObjectID, branch: String?)

  init(_ value: Value) throws(GitOpsError) {
    func text(_ key: String) -> String? {
      value[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
    if let commit = text("commit") {
      guard let id = ObjectID(commit) else {
        throw GitOpsError("use the commit \"\(commit)\"", "it is not a full id of 40 digits")
      }
      self = .commit(id, branch: text("branch"))
    } else if let name = text("name") {
      self = .name(name)
    } else if let range = text("semver") {
      guard SemverRange(range) != nil else {
        throw GitOpsError("use the semver \"\(range)\"", "it is no range of versions")
      }
      self = .newestTag(range)
    } else if let tag = text("tag") {
      self = .tag(tag)
    } else {
      // Flux's own default.
      self = .branch(text("branch") ?? "master")
    }
  }

  /// Refs that a mirror must follow beside branches and tags.
  var others: Set<String> {
    guard case .name(let name) = self else { return [] }
    return [name]
  }

  /// What the reference means at a repository that has these refs.
  func choose(in refs: RemoteRefs) throws(GitOpsError) -> SourceRevision {
    switch self {
    case .branch(let name): return try found(.branch(name), refs, "branch", name, refs.branches)
    case .tag(let name): return try found(.tag(name), refs, "tag", name, refs.tags)
    case .name(let name): return try found(.ref(name), refs, "ref", name, Set(refs.ids.keys))
    case .commit(let id, let branch): return SourceRevision(name: branch, commit: id)
    case .newestTag(let range):
      let wanted = SemverRange(range)
      let fitting = refs.tags.compactMap { tag in Semver(tag).map { (version: $0, tag: tag) } }
        .filter { wanted?.contains($0.version) == true }
      // Of tags of one version, `v1.0.0` and `1.0.0`, one has to win, and always the same.
      guard let newest = fitting.max(by: { ($0.version, $0.tag) < ($1.version, $1.tag) }) else {
        throw GitOpsError(
          "find a tag in the range \(range)", "none of the \(refs.tags.count) tags is in it")
      }
      return try found(.tag(newest.tag), refs, "tag", newest.tag, refs.tags)
    }
  }

  private func found(
    _ revision: Revision, _ refs: RemoteRefs, _ what: String, _ name: String, _ all: Set<String>
  ) throws(GitOpsError) -> SourceRevision {
    if let commit = refs.commit(revision) { return SourceRevision(name: name, commit: commit) }
    let some = all.sorted().prefix(10).joined(separator: ", ")
    throw GitOpsError(
      "find the \(what) \(name)", "the repository has none of that name",
      hint: some.isEmpty ? nil : "it has \(some)\(all.count > 10 ? ", …" : "")")
  }
}

/// A commit, and the name it was found by: `main@sha1:…`.
struct SourceRevision: Hashable, CustomStringConvertible {
  var name: String?
  var commit: ObjectID

  init(name: String?, commit: ObjectID) {
    self.name = name
    self.commit = commit
  }

  /// Reads what ``description`` wrote, and the form that Flux used before: `main/…`.
  init?(_ text: String) {
    let mark = text.firstRange(of: "@sha1:")?.lowerBound ?? text.lastIndex(of: "/")
    if text.hasPrefix("sha1:"), let id = ObjectID(text.dropFirst(5)) {
      self.init(name: nil, commit: id)
    } else if let mark, let id = ObjectID(text.suffix(40)) {
      self.init(name: String(text[..<mark]), commit: id)
    } else {
      return nil
    }
  }

  var description: String { name.map { "\($0)@sha1:\(commit)" } ?? "sha1:\(commit)" }
}
