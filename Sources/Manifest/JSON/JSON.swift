// SPDX-License-Identifier: Apache-2.0

/// JSON in and out.
package enum JSON {
  package struct Options: Sendable {
    package var limits = Limits()

    /// Otherwise the last entry of a key counts, as it does in Go.
    package var refusesRepeatedKeys = false

    package init() {}

    /// What a person wrote, and should hear about.
    package static let strict = {
      var options = Options()
      options.refusesRepeatedKeys = true
      return options
    }()
  }

  /// Reads a text that holds one value. `name` is what errors call it.
  package static func parse(
    _ bytes: [UInt8], name: String = "JSON", options: Options = Options()
  ) throws(ManifestError) -> Value {
    let text = bytes.span
    guard text.count <= options.limits.bytes else { throw .tooLarge(name, options.limits) }
    var reader = JSONReader(options: options)
    do throws(Problem) {
      let value = try reader.value(in: text)
      reader.skipSpace(in: text)
      guard reader.at == text.count else { throw reader.expected("the end of the text", in: text) }
      return value
    } catch {
      throw ManifestError(error, in: name)
    }
  }

  package static func parse(
    _ text: String, name: String = "JSON", options: Options = Options()
  ) throws(ManifestError) -> Value {
    try parse(Array(text.utf8), name: name, options: options)
  }

  /// White space as JSON has it.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == ASCII.space || byte == ASCII.newline || byte == ASCII.carriageReturn
      || byte == ASCII.tab
  }
}
