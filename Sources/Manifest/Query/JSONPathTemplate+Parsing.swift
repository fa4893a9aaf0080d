// SPDX-License-Identifier: Apache-2.0

extension JSONPathParser {
  /// Text, and what stands in braces. A range that is not ended reaches to the end of the text.
  mutating func template() throws(Refusal) -> [JSONPathTemplate.Part] {
    var parts: [JSONPathTemplate.Part] = []
    /// The ranges around this place, each with what came before it.
    var outer: [(path: JSONPath, before: [JSONPathTemplate.Part])] = []
    while let scalar = peek {
      if scalar != "{" {
        parts.append(.text(String(take { $0 != "{" })))
        continue
      }
      switch try action() {
      case .path(let path): parts.append(.path(path))
      case .range(let path):
        guard outer.count < Self.depthLimit else {
          throw fault("more than \(Self.depthLimit) ranges within each other")
        }
        outer.append((path, parts))
        parts = []
      case .end(let place):
        guard let range = outer.popLast() else {
          throw fault("'end' without a 'range'", at: place)
        }
        parts = range.before + [.range(range.path, parts)]
      }
    }
    while let range = outer.popLast() { parts = range.before + [.range(range.path, parts)] }
    return parts
  }

  private enum Action {
    case path(JSONPath)
    case range(JSONPath)
    case end(Substring.Index)
  }

  /// What stands between braces.
  private mutating func action() throws(Refusal) -> Action {
    let start = index
    skip()
    _ = take { $0 == " " }
    let place = index
    let isEnd = takeWord("end")
    let isRange = !isEnd && takeWord("range")
    let steps = try steps()
    guard peek == "}" else { throw fault("the '{' is not closed", at: start) }
    let path = JSONPath(steps: steps, text: String(text[start...index]))
    skip()
    if isEnd, !steps.isEmpty { throw fault("nothing can follow 'end'", at: place) }
    return isEnd ? .end(place) : isRange ? .range(path) : .path(path)
  }

  private mutating func takeWord(_ word: String) -> Bool {
    let start = index
    if take(while: { !$0.endsField }) == word { return true }
    index = start
    return false
  }
}
