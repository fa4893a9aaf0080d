// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// The commands that a page has for one scene, run in their order as its reader would.
struct PagePlay: Sendable, CustomTestStringConvertible {
  let page: MarkdownPage
  let scene: PageScene
  let blocks: [MarkdownPage.Block]

  var testDescription: String { "\(page.name), \(scene)" }

  /// What every page says that is for readers.
  static func pages() throws -> [MarkdownPage] {
    var names = ["README.md", "CONTRIBUTING.md", "templates/repo/README.md"]
    for folder in ["docs", "docs/adr", "docs/reference"] {
      let all = try FileManager.default.contentsOfDirectory(
        atPath: Golden.root.appending(path: folder).path)
      names += all.filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }.sorted()
    }
    let providers = Golden.root.appending(path: "providers")
    for provider in try FileManager.default.contentsOfDirectory(atPath: providers.path).sorted() {
      names.append("providers/\(provider)/README.md")
    }
    return try names.map { try MarkdownPage($0) }
  }

  /// All that are played here.
  static func all() throws -> [PagePlay] {
    try pages().flatMap { page in
      PageScene.allCases.compactMap { scene in
        let blocks = page.blocks.filter { $0.value("scene") == scene.rawValue }
        guard scene != .quickstart, !blocks.isEmpty else { return nil }
        return PagePlay(page: page, scene: scene, blocks: blocks)
      }
    }
  }

  /// `admin` is the kubeconfig of the scene's Kubernetes.
  func run(admin: String) async throws {
    try await withTemporaryDirectory { folder in
      let stage = try PageStage(scene, in: folder, admin: admin)
      do {
        try await play(on: stage)
        try await stage.clean()
      } catch {
        try await stage.clean()
        throw error
      }
    }
  }

  private func play(on stage: PageStage) async throws {
    try await stage.bash("the scene's own preparations", scene.setting)
    let start = blocks.firstIndex { $0.info?.contains("background") == true }
    for block in blocks[..<(start ?? 0)] { try await run(block, on: stage) }
    guard let serving = start.map({ blocks[$0].text }) ?? scene.serving else {
      return try await runAll(blocks[...], on: stage)
    }
    try await stage.beside(serving) {
      try await stage.bash("the scene's own beginning", scene.beginning)
      try await runAll(start.map { blocks[($0 + 1)...] } ?? blocks[...], on: stage)
    }
  }

  private func runAll(_ blocks: ArraySlice<MarkdownPage.Block>, on stage: PageStage) async throws {
    for block in blocks { try await run(block, on: stage) }
  }

  private func run(_ block: MarkdownPage.Block, on stage: PageStage) async throws {
    let place = "\(page.name):\(block.line)"
    switch block.language {
    case "sh": try await stage.bash(place, block.text)
    // Manifests are there to be applied.
    case "yaml": try await stage.bash(place, "capctl apply -f - <<'END'\n\(block.text)\nEND")
    default: throw TestFailure("play \(place)", "nobody knows how to play \(block.language)")
    }
  }
}
