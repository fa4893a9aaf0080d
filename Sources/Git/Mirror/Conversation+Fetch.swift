// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension Conversation {
  /// Makes the mirror at `path` hold what the remote holds. With `damage`, which reading found since
  /// the last time, it is made anew.
  func fetch(into path: String, others: Set<String>, damage: GitError?) throws(GitError) -> Fetched
  {
    var damage = damage
    if damage == nil {
      do throws(GitError) {
        return try fetch(into: OpenRepository(path, creating: true), others: others)
      } catch {
        guard error.isDamaged else { throw error }
        damage = error
      }
    }
    try remove(path)
    var fetched = try fetch(into: OpenRepository(path, creating: true), others: others)
    fetched.remade = damage
    return fetched
  }

  private func fetch(
    into repository: OpenRepository, others: Set<String>
  ) throws(GitError) -> Fetched {
    let connection = try connect("fetch from \(remote.url)", repository)
    let refs = try connection.refs()
    let wanted = refs.ids.filter { name, _ in
      name.hasPrefix("refs/heads/") || name.hasPrefix("refs/tags/") || others.contains(name)
    }
    let present = try repository.refs()
    if present != wanted {
      try repository.checkRefs(wanted.keys + ["HEAD"])
      // Objects that are missing would be taken for new ones, or for ones that are there.
      let tips = Set(present.values)
      for id in tips { try repository.checkTip(id) }
      do throws(GitError) {
        try connection.download(["refs/heads/*", "refs/tags/*"] + others)
      } catch {
        guard error.isDamaged else { throw error }
        // It may be what we have, which what came builds on, or what came.
        try repository.checkFiles(of: tips)
        throw GitError(error.action, error.cause)
      }
    }
    let changed = try repository.follow(wanted)
    try repository.setHead(refs)
    return Fetched(
      refs: refs, changed: changed, isRepacked: try repository.mergePacks(ifMoreThan: 50))
  }

  private func remove(_ path: String) throws(GitError) {
    let action = "remove the damaged mirror \(path)"
    do {
      // A path given by mistake must not cost a person's files.
      let strange = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        .first { !Self.gitsOwn.contains($0) && !$0.hasSuffix(".lock") }
      if let strange { throw GitError(action, "\(strange) in it is not git's") }
      try FileManager.default.removeItem(atPath: path)
    } catch let error as GitError {
      throw error
    } catch {
      throw GitError(action, "\(error)")
    }
  }

  private static let gitsOwn: Set = [
    "HEAD", "branches", "config", "description", "hooks", "info", "objects", "packed-refs", "refs",
  ]
}
