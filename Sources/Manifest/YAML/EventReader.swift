// SPDX-License-Identifier: Apache-2.0

import CYAML

/// libyaml's events over one text, one at a time. Owns the parser and the event at hand.
@safe struct EventReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  let event: UnsafeMutablePointer<yaml_event_t>
  private let text: UnsafeBufferPointer<UInt8>
  let dialect: Dialect

  /// The text is lent: it must outlive the reader.
  @unsafe init(_ text: UnsafeBufferPointer<UInt8>, _ dialect: Dialect) {
    self.dialect = dialect
    unsafe self.text = text
    unsafe parser = .allocate(capacity: 1)
    unsafe event = .allocate(capacity: 1)
    unsafe event.initialize(to: yaml_event_t())
    guard unsafe yaml_parser_initialize(parser) == 1 else { preconditionFailure("out of memory") }
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    // Without this, libyaml takes a NUL or two at the start for UTF-16.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    unsafe yaml_event_delete(event)
    unsafe yaml_parser_delete(parser)
    unsafe event.deallocate()
    unsafe parser.deallocate()
  }

  /// Goes on to the next event. What was lent of the last one is gone then.
  mutating func advance() throws(Problem) {
    unsafe yaml_event_delete(event)
    guard unsafe yaml_parser_parse(parser, event) == 1 else {
      try unsafe text.span.checkUTF8(0..<text.count)
      throw unsafe Diagnosis(parser, in: text.span).told
    }
  }

  var type: yaml_event_type_t { unsafe event.pointee.type }

  /// Where the event's text starts.
  var mark: Mark {
    let mark = unsafe event.pointee.start_mark
    return Mark(line: mark.line, column: mark.column)
  }

  /// The bytes of the scalar at hand.
  var length: Int { unsafe event.pointee.data.scalar.length }

  /// The name that a node gives itself; nil for most.
  var anchor: String? {
    let name =
      switch unsafe event.pointee.type {
      case YAML_SCALAR_EVENT: unsafe event.pointee.data.scalar.anchor
      case YAML_SEQUENCE_START_EVENT: unsafe event.pointee.data.sequence_start.anchor
      case YAML_MAPPING_START_EVENT: unsafe event.pointee.data.mapping_start.anchor
      default: unsafe Optional<UnsafeMutablePointer<yaml_char_t>>.none
      }
    return unsafe name.map { unsafe String(cString: $0) }
  }

  /// The name that an alias refers to.
  var alias: String {
    unsafe event.pointee.data.alias.anchor.map { unsafe String(cString: $0) } ?? ""
  }
}
