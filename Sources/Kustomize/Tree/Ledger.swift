// SPDX-License-Identifier: Apache-2.0

import Manifest
import PKI

/// One thing a build asked of its tree, and the answer. While all answers are the same, so is what is
/// built.
package struct BuildInput: Sendable, Hashable {
  package enum Question: Sendable, Hashable {
    case kind, content, names
  }

  package let path: String
  package let question: Question
  package let answer: String

  /// Whether the tree would answer the same.
  package func holds(in tree: some FileTree) -> Bool {
    do throws(KustomizeError) {
      switch question {
      case .kind: return try Ledger.words(tree.entry(at: path)) == answer
      case .content: return try tree.identity(at: path) == answer
      case .names: return Ledger.words(try tree.names(at: path)) == answer
      }
    } catch {
      return false
    }
  }
}

/// Reads a tree for one build, and remembers what was asked.
final class Ledger {
  private let tree: any FileTree
  private var entries: [String: TreeEntry?] = [:]
  private var files: [String: [UInt8]] = [:]
  private(set) var inputs: [BuildInput] = []

  init(_ tree: any FileTree) { self.tree = tree }

  func entry(at path: String) throws(KustomizeError) -> TreeEntry? {
    if let known = entries[path] { return known }
    let entry = try tree.entry(at: path)
    entries[path] = .some(entry)
    inputs.append(BuildInput(path: path, question: .kind, answer: Self.words(entry)))
    return entry
  }

  func isDirectory(_ path: String) throws(KustomizeError) -> Bool {
    try entry(at: path)?.kind == .directory
  }

  /// The bytes of a file, which must be one.
  func read(_ path: String) throws(KustomizeError) -> [UInt8] {
    guard let entry = try entry(at: path) else {
      throw KustomizeError("read \(TreePath.shown(path))", "no such file")
    }
    guard entry.kind == .file else {
      throw KustomizeError("read \(TreePath.shown(path))", "it is no file")
    }
    if let known = files[entry.path] { return known }
    let file = try tree.file(at: entry.path)
    files[entry.path] = file.bytes
    inputs.append(BuildInput(path: entry.path, question: .content, answer: file.identity))
    return file.bytes
  }

  /// What is in a directory, sorted.
  func names(in path: String) throws(KustomizeError) -> [String] {
    let names = try tree.names(at: path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    inputs.append(BuildInput(path: path, question: .names, answer: Self.words(names)))
    return names
  }

  static func words(_ entry: TreeEntry?) -> String {
    entry.map { "\($0.kind.rawValue) \($0.path)" } ?? "nothing"
  }

  static func words(_ names: [String]) -> String {
    Digest.sha256(Array(names.sorted().joined(separator: "/").utf8)).hexadecimal
  }
}
