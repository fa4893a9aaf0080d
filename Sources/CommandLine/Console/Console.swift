// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a command writes: data to standard output, words for people to standard error.
package struct Console: Sendable {
  private let output: Int32
  private let words: Int32
  package let environment: @Sendable (String) -> String?

  package init(
    output: Int32 = STDOUT_FILENO, words: Int32 = STDERR_FILENO,
    environment: @escaping @Sendable (String) -> String? = processEnvironment
  ) {
    self.output = output
    self.words = words
    self.environment = environment
  }

  /// The terminal that data goes to, if it does go to one.
  package var outputTerminal: Terminal? { Terminal(output, environment) }
  package var wordsTerminal: Terminal? { Terminal(words, environment) }

  package func write(_ text: String) throws(ConsoleError) {
    try write(Array(text.utf8))
  }

  package func write(_ data: [UInt8]) throws(ConsoleError) {
    try write(data, to: output)
  }

  /// Writes a line for a person. Nobody is left to be told when that fails.
  package func say(_ line: String) {
    try? write(Array("\(line)\n".utf8), to: words)
  }

  private func write(_ data: [UInt8], to descriptor: Int32) throws(ConsoleError) {
    var rest = data[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw ConsoleError(code: errno)
      }
    }
  }
}

/// The value of a variable in the environment of this process; nil where there is none. What is no
/// UTF-8 in it becomes U+FFFD.
package func processEnvironment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}
