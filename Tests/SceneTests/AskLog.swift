// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What pods asked of the Service, and what they were answered, on each Node.
struct AskLog {
  /// How the pods of a Node ask.
  enum Way: String, CaseIterable { case address, name }

  struct Ask {
    let node: String
    let second: Int
    let way: Way
    let isAnswered: Bool
    let hundredths: Int
    let answer: String
  }

  let asks: [Ask]

  /// Reads what the pods wrote down so far.
  init(in folder: URL) throws {
    var asks: [Ask] = []
    for node in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appending(path: node), encoding: .utf8)
      let all = text.lines.compactMap { Self.ask($0, of: node) }
      // Until a Node has heard of the Service, questions to it go anywhere.
      for way in Way.allCases {
        asks += all.filter { $0.way == way }.drop { !$0.isAnswered }
      }
    }
    self.asks = asks
  }

  /// A line; nil for one that its Node did not finish.
  private static func ask(_ line: String, of node: String) -> Ask? {
    let words = line.split(separator: " ", maxSplits: 4).map(String.init)
    guard words.count >= 4, let second = Int(words[0]), let way = Way(rawValue: words[1]),
      let hundredths = Int(words[3])
    else { return nil }
    return Ask(
      node: node, second: second, way: way, isAnswered: words[2] == "ok", hundredths: hundredths,
      answer: words.count > 4 ? words[4] : "")
  }

  func failures(by way: Way) -> [Ask] { asks.filter { $0.way == way && !$0.isAnswered } }

  /// Questions that found no answer when they were asked once more either.
  func unanswered(by way: Way) -> [Ask] {
    Dictionary(grouping: asks.filter { $0.way == way }, by: \.node).values.flatMap { asks in
      zip(asks, asks.dropFirst()).filter { !$0.isAnswered && !$1.isAnswered }.map(\.0)
    }
  }

  /// Who answered the pods of a Node.
  func answers(to node: String, by way: Way) -> Set<String> {
    Set(asks.filter { $0.node == node && $0.way == way && $0.isAnswered }.map(\.answer))
  }

  /// One line of figures.
  var summary: String {
    Way.allCases.map { way in
      let some = asks.filter { $0.way == way }
      let slowest = some.map(\.hundredths).max() ?? 0
      return "by \(way.rawValue) \(some.count) asked, \(failures(by: way).count) failed, "
        + "the slowest took \(Double(slowest) / 100) s"
    }.joined(separator: "; ")
  }
}
