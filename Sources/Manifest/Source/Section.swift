// SPDX-License-Identifier: Apache-2.0

enum Format: Hashable {
  case yaml(Dialect)
  case json
}

/// A part of a text that is read on its own, so that a mistake in it spoils no other part.
struct Section {
  let range: Range<Int>
  /// The line it starts on, counted from 0.
  let firstLine: Int

  /// What was read up to the first mistake, and that mistake.
  struct Reading {
    var found: [(value: Value, marks: Marks?)] = []
    var problem: Problem?
  }

  /// Reads the values of the section, of which there is one as a rule.
  func read(
    _ text: [UInt8], as format: Format, limits: Limits, recordsMarks: Bool = false
  ) -> Reading {
    var reading = Reading()
    do throws(Problem) {
      switch format {
      case .yaml(let dialect):
        try readYAML(text, dialect, limits, recordsMarks, into: &reading)
      case .json: try readJSON(text, limits, recordsMarks, into: &reading)
      }
    } catch {
      reading.problem = error
      // What comes before a mistake is no document of its own in YAML, but is in a row of JSON texts.
      if format != .json { reading.found = [] }
    }
    return reading
  }

  private func readYAML(
    _ text: [UInt8], _ dialect: Dialect, _ limits: Limits, _ recordsMarks: Bool,
    into reading: inout Reading
  ) throws(Problem) {
    // The reader does not outlive the closure, nor the text.
    try unsafe text.withUnsafeBufferPointer { (text) throws(Problem) in
      var reader = unsafe YAMLReader(
        text.extracting(range), dialect, limits: limits, recordsMarks: recordsMarks)
      while let value = try reader.document() {
        reading.found.append((value, reader.takeMarks()))
      }
    }
  }

  private func readJSON(
    _ text: [UInt8], _ limits: Limits, _ recordsMarks: Bool, into reading: inout Reading
  ) throws(Problem) {
    var options = JSON.Options.strict
    options.limits = limits
    var reader = JSONReader(options: options, recordsMarks: recordsMarks)
    let text = text.span.extracting(range)
    repeat {
      reading.found.append((try reader.value(in: text), reader.takeMarks()))
      reader.skipSpace(in: text)
    } while reader.at < text.count
  }
}

extension Section {
  /// The documents of the section, and last what is wrong with it.
  func documents(
    of text: [UInt8], name: String, limits: Limits, _ dialect: Dialect
  ) -> [Result<Document, ManifestError>] {
    let (reading, format) = read(text, name: name, limits: limits, dialect)
    var documents: [Result<Document, ManifestError>] = []
    for (ordinal, found) in reading.found.enumerated() where !found.value.isNull {
      let origin = Origin(name, self, of: text, format, limits: limits, ordinal: ordinal)
      documents.append(.success(Document(value: found.value, origin: origin)))
    }
    if let problem = reading.problem {
      documents.append(.failure(ManifestError(problem, in: name, firstLine: firstLine)))
    }
    return documents
  }

  /// Reads JSON where it looks like it. What is no JSON may yet be YAML, which looks alike.
  private func read(
    _ text: [UInt8], name: String, limits: Limits, _ dialect: Dialect
  ) -> (Reading, Format) {
    let first = text[range].first { !JSON.isSpace($0) }
    guard first == ASCII.openBrace || first == ASCII.openBracket else {
      return (read(text, as: .yaml(dialect), limits: limits), .yaml(dialect))
    }
    let json = read(text, as: .json, limits: limits)
    if json.problem == nil { return (json, .json) }
    let yaml = read(text, as: .yaml(dialect), limits: limits)
    let isJSON = yaml.problem != nil && (name.hasSuffix(".json") || !json.found.isEmpty)
    return isJSON ? (json, .json) : (yaml, .yaml(dialect))
  }
}
