// SPDX-License-Identifier: Apache-2.0

/// The documents of a source, read one after another as they are asked for.
package struct Documents: Sequence, IteratorProtocol {
  private let name: String
  private let limits: Limits
  private let dialect: Dialect
  private let text: [UInt8]
  private var sections = Sections()
  private var count = 0
  /// What was read and not yet handed out, last first.
  private var waiting: [Result<Document, ManifestError>] = []
  private var isOver = false

  init(_ source: Source, limits: Limits) {
    name = source.name
    self.limits = limits
    dialect = source.dialect
    do throws(ManifestError) {
      guard source.bytes.count <= limits.bytes else { throw .tooLarge(name, limits) }
      text = try source.utf8()
    } catch {
      text = []
      waiting = [.failure(error)]
    }
  }

  package mutating func next() -> Result<Document, ManifestError>? {
    let text = text
    while !isOver {
      if let document = waiting.popLast() { return count(document) }
      guard let section = sections.next(in: text.span) else { return nil }
      waiting = section.documents(of: text, name: name, limits: limits, dialect).reversed()
    }
    return nil
  }

  private mutating func count(
    _ document: Result<Document, ManifestError>
  ) -> Result<Document, ManifestError> {
    count += 1
    guard count > limits.documents else { return document }
    isOver = true
    return .failure(
      ManifestError("parse \(name)", "it has more than \(limits.documents) documents, the limit"))
  }
}
