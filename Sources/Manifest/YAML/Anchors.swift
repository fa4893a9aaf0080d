// SPDX-License-Identifier: Apache-2.0

/// The nodes of a document that have names, and what it costs to name them again.
///
/// A text of a few lines can stand for a document of any size, or depth, by naming what names what
/// names... So every node has a weight and a depth, and an alias adds those of what it stands for.
struct Anchors {
  /// What the anchored node of an alias is.
  struct Node {
    let value: Value
    /// The marks of what is below the node.
    let marks: [Marks]
    fileprivate let weight: Int
    fileprivate let height: Int
  }

  /// What was before a node that is being read.
  struct Opened {
    fileprivate let weight: Int
    fileprivate let deepest: Int
    fileprivate let depth: Int
  }

  /// A node that is still being read is known by its name only.
  private var nodes: [String: Node?] = [:]
  private var weight = 0
  private var expansion = 0
  private var deepest = 0

  /// Counts a node that holds so many bytes at so many levels below the root.
  mutating func count(bytes: Int, depth: Int) {
    weight += bytes + 8
    deepest = max(deepest, depth)
  }

  /// A node of this name starts.
  mutating func open(_ name: String, depth: Int) -> Opened {
    let opened = Opened(weight: weight, deepest: deepest, depth: depth)
    deepest = depth
    nodes[name] = .some(nil)
    return opened
  }

  /// The node of this name is complete.
  mutating func close(_ name: String, _ opened: Opened, _ value: Value, marks: [Marks]) {
    nodes[name] = Node(
      value: value, marks: marks, weight: weight - opened.weight, height: deepest - opened.depth)
    deepest = max(deepest, opened.deepest)
  }

  /// The node that an alias stands for.
  mutating func node(
    _ name: String, at mark: Mark, depth: Int, limits: Limits
  ) throws(Problem) -> Node {
    guard let known = nodes[name] else {
      throw Problem(mark: mark, cause: "no part of the document is named &\(name)")
    }
    guard let node = known else {
      throw Problem(mark: mark, cause: "the part named &\(name) contains itself")
    }
    weight += node.weight
    expansion += node.weight
    deepest = max(deepest, depth + node.height)
    if expansion > limits.expansion {
      let cause = "aliases make the document more than \(limits.expansion) bytes larger, the limit"
      throw Problem(mark: mark, cause: cause)
    }
    if deepest > limits.depth { throw .tooDeep(at: mark, limit: limits.depth) }
    return node
  }
}
