// SPDX-License-Identifier: Apache-2.0

import Kube
package import Manifest

/// A text of manifests with every object of ours in its newest version, comments and all else as they
/// were.
package struct Rewrite: Sendable {
  package private(set) var text = ""
  /// What an object said and its newest version cannot say, with its place in the old text.
  package private(set) var lost: [String] = []
  /// How many objects are now in another version.
  package private(set) var count = 0

  /// Throws at the first document that cannot be read.
  package init(_ source: Source) throws(ManifestError) {
    let whole = String(decoding: source.bytes, as: UTF8.self)
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    var output: [String] = []
    var done = 0
    for result in source.documents() {
      let document = try result.get()
      let range = Self.range(of: document, in: lines)
      output += lines[done..<range.lowerBound].map(String.init)
      output += try rewritten(document, lines, range)
      done = range.upperBound
    }
    output += lines[done...].map(String.init)
    text = output.joined(separator: "\n")
  }

  /// The lines of a document, from its first key to before whatever ends it.
  private static func range(of document: Document, in lines: [Substring]) -> Range<Int> {
    let start = document.position.line - 1
    let end = lines[start...].firstIndex { $0.hasPrefix("---") || $0.hasPrefix("...") }
    var last = end ?? lines.count
    // What is blank at the end belongs to nobody.
    while last > start + 1 && lines[last - 1].allSatisfy(\.isWhitespace) { last -= 1 }
    return start..<max(last, start)
  }

  private mutating func rewritten(
    _ document: Document, _ lines: [Substring], _ range: Range<Int>
  ) throws(ManifestError) -> [String] {
    let old = lines[range].map(String.init)
    guard let newest = try newest(document) else { return old }
    count += 1
    let editor = TextEditor(document: document, lines: lines)
    if let text = editor.rewritten(to: newest, in: range),
      (try? YAML.parse(text.joined(separator: "\n"))) == newest
    {
      return text
    }
    // Where the text is too clever to be changed in part, it is written anew.
    return YAML.text(newest).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  /// The object in its newest version; nil where it is none of ours, or is there already.
  private mutating func newest(_ document: Document) throws(ManifestError) -> Value? {
    let value = document.value
    guard let version = Object(value).groupVersionKind, let kind = Kinds.find(version.groupKind),
      version.version != kind.storedVersion
    else { return nil }
    do {
      let converted = try Conversion(of: kind).convert(value, to: kind.storedVersion)
      for path in ConversionNotes(converted).losses[version.version]?.paths ?? [] {
        lost.append("\(document.position(of: path)): \(path)")
      }
      return ConversionNotes.removed(from: converted)
    } catch {
      throw document.error(at: ["apiVersion"], "convert", error.message)
    }
  }
}
