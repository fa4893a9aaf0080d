// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template
import TestKit
import Testing

@testable import Packs

/// Whatever the graph, and wherever a pass is cut, the end is the same.
struct CutTests {
  /// A pack of random resources, each needing some of those before it; in a random order in its file.
  private struct Graph {
    var needs: [[Int]] = []
    var marked: [Bool] = []
    var row: [Bool] = []

    init(seed: UInt64) {
      var random = SeededRandom(seed)
      for index in 0..<Int.random(in: 2...9, using: &random) {
        let others = (0..<index).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
        needs.append(others)
        marked.append(Bool.random(using: &random))
        row.append(Int.random(in: 0..<4, using: &random) == 0)
      }
    }

    func text(seed: UInt64) -> String {
      var random = SeededRandom(seed)
      let order = needs.indices.shuffled(using: &random)
      return "resources:\n" + order.map(resource).joined(separator: "\n")
    }

    private func resource(_ index: Int) -> String {
      var lines = ["  - name: r\(index)"]
      lines.append("    at: /r\(index)" + (row[index] ? "/$<item>" : ""))
      if row[index] { lines.append("    forEach: [p, q]") }
      if marked[index] { lines.append("    owned: {path: tags, marks: {owner: me}}") }
      if !needs[index].isEmpty, row[index] { lines.append("    lock: one") }
      let texts = needs[index].map { row[$0] ? "$<r\($0)['p'].id>" : "$<r\($0).id>" }
      lines.append("    body: {needs: [\(texts.map { "\"\($0)\"" }.joined(separator: ", "))]}")
      return lines.joined(separator: "\n")
    }

    /// What there is in the end.
    var documents: Set<String> {
      Set(needs.indices.flatMap { row[$0] ? ["/r\($0)/p", "/r\($0)/q"] : ["/r\($0)"] })
    }
  }

  @Test(arguments: Array(1...60))
  func `a random graph is made and deleted, each once`(number: Int) throws {
    let seed = UInt64(number)
    let graph = Graph(seed: seed)
    var play = Play(try pack(graph.text(seed: seed)))
    play.provider.patience = Int(seed % 3)
    let isMade = play.settle()
    #expect(isMade, "\(play.last.reports)")
    #expect(Set(play.provider.documents.keys) == graph.documents)
    #expect(play.provider.made == graph.documents.count)
    play.isDeleting = true
    let isGone = play.settle()
    #expect(isGone, "\(play.last.reports)")
    #expect(play.provider.documents.isEmpty)
  }

  @Test(arguments: Array(1...6))
  func `cut anywhere, it ends the same`(number: Int) throws {
    let seed = UInt64(number)
    let graph = Graph(seed: seed)
    let pack = try pack(graph.text(seed: seed))
    for isDeleting in [false, true] {
      var start = Play(pack)
      start.provider.patience = Int(seed % 2)
      if isDeleting { start.settle() }
      start.isDeleting = isDeleting
      var whole = start
      whole.settle()
      let (limit, before) = (whole.steps, start.steps)
      for cut in 0..<(limit - before) {
        var play = start
        play.budget = cut
        play.settle(20)
        play.budget = nil
        let isDone = play.settle()
        #expect(isDone, "cut at \(cut): \(play.last.reports)")
        #expect(Set(play.provider.documents.keys) == (isDeleting ? [] : graph.documents))
        #expect(play.provider.made == graph.documents.count, "cut at \(cut)")
      }
    }
  }
}
