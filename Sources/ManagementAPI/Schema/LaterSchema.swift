// SPDX-License-Identifier: Apache-2.0

import Manifest
import Synchronization

/// A schema that is made of its source when it is first asked for: most kinds that come with the program
/// are never used by whoever starts it.
final class LaterSchema: Sendable {
  private let source: Value
  private let made = Mutex<Schema?>(.none)

  /// `source` is known to be a schema.
  init(_ source: Value) { self.source = source }

  var schema: Schema {
    made.withLock { made in
      if let made { return made }
      guard let schema = try? Schema(source) else {
        preconditionFailure("a schema that comes with the program is none")
      }
      made = schema
      return schema
    }
  }
}
