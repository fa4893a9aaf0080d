// SPDX-License-Identifier: Apache-2.0

/// A body as lines, as watches send them: each as soon as its end has come.
package struct HTTPLines: AsyncSequence {
  let body: HTTPResponseBody
  let limit: Int

  package func makeAsyncIterator() -> Iterator { Iterator(body: body, limit: limit) }

  package struct Iterator: AsyncIteratorProtocol {
    let body: HTTPResponseBody
    let limit: Int
    private var rest: ArraySlice<UInt8> = []
    /// How much of `rest` is known to hold no line break.
    private var searched = 0

    init(body: HTTPResponseBody, limit: Int) {
      self.body = body
      self.limit = limit
    }

    package mutating func next(
      isolation: isolated (any Actor)?
    ) async throws(HTTPError) -> [UInt8]? {
      while true {
        if let end = rest.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) {
          defer {
            rest = rest[(end + 1)...]
            searched = 0
          }
          return Array(rest[..<end])
        }
        searched = rest.count
        guard searched <= limit else { throw body.tooLarge("a line of the answer", limit) }
        guard let bytes = try await body.next() else { return last() }
        rest.append(contentsOf: bytes)
      }
    }

    /// What follows the last line break, if anything.
    private mutating func last() -> [UInt8]? {
      defer { rest = [] }
      return rest.isEmpty ? nil : Array(rest)
    }
  }
}

extension HTTPResponseBody {
  /// The body line by line, without the line breaks. A longer line than `limit` bytes is an error.
  package func lines(upTo limit: Int = 8 << 20) -> HTTPLines { HTTPLines(body: self, limit: limit) }
}
