// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

/// What README and docs tell their readers to type.
struct PagesTests {
  @Test(arguments: try PagePlay.all())
  func `the commands of a page work`(_ play: PagePlay) async throws {
    guard play.scene == .kubernetes else { return try await play.run(admin: "") }
    try await beside(play)
  }

  /// One of its own: what other tests find in theirs depends on what nobody has installed yet.
  private func beside(_ play: PagePlay) async throws {
    try await withTemporaryDirectory { folder in
      let script = Golden.root.appending(path: "hack/kube-apiserver").path
      let kubernetes = folder.appending(path: "kubernetes")
      let kubeconfig = kubernetes.appending(path: "kubeconfig").path
      let command = Command(script, "run", kubernetes.path)
      try await Daemon.run(command, until: .exists(path: kubeconfig)) { _ in
        try await play.run(admin: kubeconfig)
      }
    }
  }

  @Test func `no block of commands is without a scene`() throws {
    for page in try PagePlay.pages() where page.name != "docs/reference/verbs.md" {
      for block in page.blocks {
        let place = "\(page.name):\(block.line)"
        if block.language == "sh" {
          let scene = block.value("scene") ?? ""
          #expect(PageScene(rawValue: scene) != nil, "\(place) has no scene, or one nobody knows")
        } else {
          #expect(!block.text.hasCommand, "\(place): write ```sh scene=… before commands")
        }
      }
    }
  }

  @Test func `a block is known for what it is`() {
    let page = MarkdownPage(
      "page",
      text: """
        # Page with `code` and a `lone

            capctl up

        - In a list:

          ```sh scene=plane background
          a

            b
          ```
        and `x|y`
        ```
        none
        ```
        """)
    #expect(page.blocks.map(\.line) == [3, 8, 14])
    #expect(page.blocks.map(\.text) == ["capctl up", "a\n\n  b", "none"])
    #expect(page.blocks.map(\.language) == ["", "sh", ""])
    #expect(page.blocks[0].info == nil && page.blocks[0].text.hasCommand)
    #expect(page.blocks[1].value("scene") == "plane" && page.blocks[1].value("x") == nil)
    #expect(page.spans.map(\.text) == ["code", "x|y"])
  }

  @Test func `a command within a sentence is one that capctl takes`() async throws {
    var lines: [String: String] = [:]
    for page in try PagePlay.pages() {
      for span in page.spans { lines[span.text] = "\(page.name):\(span.line)" }
      guard page.name == "docs/reference/verbs.md" else { continue }
      for block in page.blocks {
        for line in block.text.examples { lines[line] = "\(page.name):\(block.line)" }
      }
    }
    let calls = lines.flatMap { line, place in line.calls.map { ($0, place) } }
    #expect(calls.count > 100)
    for (words, place) in calls {
      // Before the rest, so that it is no flag's value.
      let output = try await Capctl.run(words: ["--help"] + words)
      #expect(output.exitCode == 0, "\(place): \(words): \(output.errorText)")
    }
  }
}

extension String {
  private static let programs: Set<String> = [
    "capctl", "kubectl", "git", "docker", "kind", "az", "curl", "export", "cd", "source", "make",
    "clusterctl", "flux", "helm", "swift",
  ]

  /// Whether a line begins as one that is typed does, and not as a row of a list does.
  fileprivate var hasCommand: Bool {
    split(separator: "\n").contains { line in
      let words = line.drop { $0 == " " || $0 == "$" }
      let first = String(words.prefix { $0 != " " })
      let isRow = words.dropFirst(first.count).hasPrefix("  ")
      return !isRow && (Self.programs.contains(first) || first.hasPrefix("hack/"))
    }
  }

  /// The lines of a help that one can paste.
  fileprivate var examples: [String] {
    split(separator: "\n").map(String.init)
      .drop { $0 != "Examples:" }.prefix { $0 != "Options:" && $0 != "Usage:" }
      .filter { !$0.hasPrefix("  #") }
  }

  /// The calls of capctl in a line of a shell, without what a reader puts in their place.
  fileprivate var calls: [[String]] {
    let commands = replacing("&&", with: ";").replacing(" | ", with: ";").split(separator: ";")
    return commands.compactMap { command in
      var words = command.split(separator: " ").map(String.init)
      words = Array(words.drop { $0.contains("=") })
      guard words.first == "capctl", words.count > 1, words[1].first?.isUppercase == false else {
        return nil
      }
      // Of `ready|delete` the first stands for both.
      return words.dropFirst().filter { !["&", ">", "\\"].contains($0) }
        .map { word in word.hasPrefix("-") ? word : String(word.prefix { $0 != "|" }) }
    }
  }
}
