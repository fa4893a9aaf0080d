// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import FoundationEssentials
import Glibc
import Kube
import Log
import ManagementAPI
import Manifest
import Rehearsal
import Views

/// What a change is planned over: a plane that runs, what was written down of one, or nothing.
struct PlanGround {
  let client: any KubeClient
  let kinds: KindFinder
  /// Where objects are that no namespace is said of.
  let namespace: String
  let console: Console
  let catalog: Catalog
  let providers: Providers
  /// Whether providers are not asked.
  let isOffline: Bool

  static func run(_ input: Invocation, _ body: (PlanGround) async throws -> Void) async throws {
    prepareForServing()
    try PlanSource.check(input)
    let providers = try Providers(folders: input[Verb.providerDirs])
    var catalog = try Catalog.complete()
    try providers.add(to: &catalog)
    guard !input[Verb.offline] || input[Verb.planState] == nil else {
      throw ViewError("plan", "--offline and --state are not to be given both")
    }
    func ground(
      _ client: any KubeClient & Discoverable, _ kinds: KindFinder, _ namespace: String
    ) -> PlanGround {
      PlanGround(
        client: client, kinds: kinds, namespace: namespace, console: input.console,
        catalog: catalog, providers: providers, isOffline: input[Verb.offline])
    }
    let namespace = input[Session.namespaceFlag] ?? "default"
    if let file = input[Verb.planState] {
      return try await withState(file, catalog) { client in
        try await body(ground(client, KindFinder(client, isOwn: false), namespace))
      }
    }
    if input[Verb.offline] {
      let client = try await RecordedAPI.client(of: [], catalog)
      return try await body(ground(client, KindFinder(client, isOwn: false), namespace))
    }
    _ = try await Session.run(input) { session in
      try await body(ground(session.client, session.kinds, session.namespace))
      return .done
    }
  }

  private static func withState(
    _ file: String, _ catalog: Catalog, _ body: (LocalClient) async throws -> Void
  ) async throws {
    guard try isBackup(file) else {
      let entries = try await ManifestFiles([file], isRecursive: false).entries()
      return try await body(try await RecordedAPI.client(of: entries.map(\.object), catalog))
    }
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let client = try await RecordedAPI.client(
      ofBackup: file, copiedTo: "\(folder)/store.db", catalog)
    try await body(client)
  }

  private static func isBackup(_ file: String) throws -> Bool {
    guard let handle = unsafe fopen(file, "r") else {
      throw ReadError(file, unsafe String(cString: strerror(errno)))
    }
    defer { unsafe fclose(handle) }
    let size = 15
    var bytes = [UInt8](repeating: 0, count: size)
    let count = unsafe fread(&bytes, 1, size, handle)
    return count == size && String(decoding: bytes, as: UTF8.self) == "SQLite format 3"
  }

  /// A new one that is its owner's alone: what is copied there holds secrets.
  static func folder() throws -> String {
    let template = FileManager.default.temporaryDirectory.path + "/capctl-plan-XXXXXX"
    var text = Array(template.utf8CString)
    guard unsafe mkdtemp(&text) != nil else {
      throw ViewError("plan", "there is no room for a copy of the state")
    }
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
