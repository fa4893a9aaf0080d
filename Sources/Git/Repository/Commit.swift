// SPDX-License-Identifier: Apache-2.0

/// One commit, without its files.
package struct Commit: Hashable, Sendable {
  package let id: ObjectID
  package let tree: ObjectID
  package let parents: [ObjectID]
  package let author: Signature
  package let committer: Signature
  /// As it was written, with its final line end.
  package let message: String
}

/// Who did something, and when.
package struct Signature: Hashable, Sendable {
  package var name: String
  package var email: String
  /// Seconds since 1970.
  package var time: Int64
  /// The author's clock against UTC, in minutes.
  package var offset: Int

  package init(name: String, email: String, time: Int64, offset: Int = 0) {
    self.name = name
    self.email = email
    self.time = time
    self.offset = offset
  }
}

/// What a new commit says about itself.
package struct CommitDraft: Hashable, Sendable {
  package var author: Signature
  package var message: String

  package init(author: Signature, message: String) {
    self.author = author
    self.message = message
  }
}
