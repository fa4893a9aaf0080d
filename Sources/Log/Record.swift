// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What can be the value of a field. A `Secret` can, and shows as `***`.
package typealias Loggable = CustomStringConvertible & Sendable

/// Names and values, in the order in which they are written.
package typealias Fields = KeyValuePairs<String, any Loggable>

/// One name and its value.
package struct Field: Sendable {
  package let name: String
  package let value: any Loggable

  package init(_ name: String, _ value: any Loggable) {
    self.name = name
    self.value = value
  }
}

/// One line before it is text.
package struct Record: Sendable {
  package let time: Timestamp
  package let level: Level
  package let message: String

  /// The logger's own first, then the line's. Of two with one name, the later counts.
  package let fields: [Field]
}

/// A moment, counted from 1970 in UTC.
package struct Timestamp: Sendable, Equatable {
  package let seconds: Int
  package let milliseconds: Int

  package init(seconds: Int, milliseconds: Int) {
    self.seconds = seconds
    self.milliseconds = milliseconds
  }

  package static var now: Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }
}
