// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Git
package import HTTP
import PKI
package import Runtime

/// The mirrors of all repositories: one for each url, however many objects use it.
package actor Depot {
  private struct Shelf {
    let mirror: Mirror
    /// The fetch that was begun last.
    var last: Task<Result<Void, GitError>, Never>?
  }

  private struct Pick: Hashable {
    let url: String
    let commit: ObjectID
    let choice: Snapshot.Choice
  }

  /// The folder that holds them.
  private let directory: String
  private let client: HTTPClient
  private let connections = SSHConnections()
  /// How large a repository may be, in bytes: what one fetch brings, and the files of one commit.
  package nonisolated let maxSize: Int
  private let meter: any Meter
  private var shelves: [String: Shelf] = [:]
  private var snapshots: [(pick: Pick, task: Task<Snapshot, any Error>)] = []
  /// The urls that kustomizations take bases from: no object tells of them.
  private var bases: Set<String> = []

  /// How many snapshots are kept in memory.
  private static let kept = 8

  package init(
    _ directory: String, over client: HTTPClient, maxSize: Int = 1 << 30,
    meter: any Meter = NoMeter()
  ) {
    self.meter = meter
    self.directory = directory
    self.client = client
    self.maxSize = maxSize
  }

  package static func folder(of url: String) -> String {
    Digest.sha256(Array(url.utf8)).hexadecimal
  }

  /// Asks a repository what it has, with the credentials of whoever asks.
  func look(at remote: Remote) async throws(GitError) -> RemoteRefs {
    try await mirror(of: remote).poll()
  }

  /// Sees that the mirror holds a commit.
  func hold(
    _ commit: ObjectID, of remote: Remote, others: Set<String>, asBase: Bool = false
  ) async throws(GitError) {
    let url = remote.url.description
    if asBase { bases.insert(url) }
    let mirror = shelf(url, remote).mirror
    if await holds(commit, mirror) { return }
    // One after another: what the first brings is often what the next one wants.
    let previous = shelves[url]?.last
    let task = Task {
      _ = await previous?.value
      return await self.fetch(commit, mirror, remote, others)
    }
    shelves[url]?.last = task
    try await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }.get()
  }

  private func fetch(
    _ commit: ObjectID, _ mirror: Mirror, _ remote: Remote, _ others: Set<String>
  ) async -> Result<Void, GitError> {
    if await holds(commit, mirror) { return .success(()) }
    do throws(GitError) {
      await mirror.use(remote)
      _ = try await mirror.fetch(others: others)
      meter.count("capctl_git_fetches_total", [:], by: 1)
      _ = try await mirror.contents.commit(commit)
      return .success(())
    } catch { return .failure(error) }
  }

  private func holds(_ commit: ObjectID, _ mirror: Mirror) async -> Bool {
    (try? await mirror.contents.commit(commit)) != nil
  }

  /// The files of a commit that is held.
  func snapshot(
    of commit: ObjectID, at url: String, _ choice: Snapshot.Choice
  ) async throws -> Snapshot {
    let pick = Pick(url: url, commit: commit, choice: choice)
    if let place = snapshots.firstIndex(where: { $0.pick == pick }) {
      let found = snapshots.remove(at: place)
      snapshots.append(found)
      return try await found.task.value
    }
    guard let remote = try? Remote(GitURL(url)) else {
      throw GitOpsError("read \(url)", "it is no url of a repository")
    }
    let contents = shelf(url, remote).mirror.contents
    let former = snapshots.last { $0.pick.url == url && $0.pick.choice == choice }?.task
    let limit = maxSize
    let task = Task {
      try await Snapshot.read(
        commit, of: contents, choice, former: try? await former?.value, limit: limit)
    }
    snapshots.append((pick, task))
    if snapshots.count > Self.kept { snapshots.removeFirst() }
    do {
      return try await task.value
    } catch {
      snapshots.removeAll { $0.pick == pick }
      throw error
    }
  }

  /// Takes away the mirrors of all other urls, but for those of bases.
  func keep(_ urls: Set<String>) {
    let urls = urls.union(bases)
    for url in shelves.keys where !urls.contains(url) { shelves[url] = nil }
    snapshots.removeAll { !urls.contains($0.pick.url) }
    let names = Set(urls.map(Self.folder))
    // What cannot be removed now is tried again next time.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    where !names.contains(name) && name.utf8.count == 64 {
      try? FileManager.default.removeItem(atPath: "\(directory)/\(name)")
    }
  }

  /// The one mirror of a repository that something is committed to.
  func mirrorForPush(of remote: Remote) -> Mirror {
    bases.insert(remote.url.description)
    return shelf(remote.url.description, remote).mirror
  }

  private func shelf(_ url: String, _ remote: Remote) -> Shelf {
    if let shelf = shelves[url] { return shelf }
    let shelf = Shelf(mirror: mirror(of: remote))
    shelves[url] = shelf
    return shelf
  }

  private func mirror(of remote: Remote) -> Mirror {
    let path = "\(directory)/\(Self.folder(of: remote.url.description))"
    return Mirror(of: remote, at: path, over: client, connections)
  }
}
