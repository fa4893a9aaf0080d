// SPDX-License-Identifier: Apache-2.0

import CServing

extension RequestParser {
  /// What the C parser calls. Each finds the Swift parser in `data`, where `parse` has just put it.
  static var settings: http_parser_settings {
    var settings = http_parser_settings()
    unsafe settings.on_url = { parser, text, count in
      unsafe lend(parser) { owner in
        guard owner.count(count) else { return false }
        unsafe owner.target.append(contentsOf: bytes(text, count))
        return true
      }
    }
    unsafe settings.on_header_field = { parser, text, count in
      unsafe lend(parser) { owner in
        // Fields after a chunked body say nothing that anybody here waits for.
        guard !owner.isHeadDone else { return owner.count(count) }
        if owner.isInValue { owner.addField() }
        unsafe owner.name.append(contentsOf: bytes(text, count))
        return owner.count(count)
      }
    }
    unsafe settings.on_header_value = { parser, text, count in
      unsafe lend(parser) { owner in
        guard !owner.isHeadDone else { return owner.count(count) }
        owner.isInValue = true
        unsafe owner.value.append(contentsOf: bytes(text, count))
        return owner.count(count)
      }
    }
    unsafe settings.on_headers_complete = { parser in unsafe lend(parser) { $0.endHead() } }
    unsafe settings.on_body = { parser, text, count in
      unsafe lend(parser) { owner in unsafe owner.add(bytes(text, count)) }
    }
    unsafe settings.on_message_complete = { parser in unsafe lend(parser) { $0.end() } }
    return settings
  }
}

/// Hands over the owner of `parser`.
/// - Returns: What the C parser understands: 0 to go on, -1 to stop.
private func lend(
  _ parser: UnsafeMutablePointer<http_parser>?, to body: (RequestParser) -> Bool
) -> Int32 {
  guard let data = unsafe parser?.pointee.data else { return -1 }
  return body(unsafe Unmanaged.fromOpaque(data).takeUnretainedValue()) ? 0 : -1
}

private func bytes(_ text: UnsafePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
  let buffer = unsafe UnsafeBufferPointer(start: text, count: count)
  return unsafe UnsafeRawBufferPointer(buffer).assumingMemoryBound(to: UInt8.self)
}
