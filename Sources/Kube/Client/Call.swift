// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// One call of a Kubernetes-style API: what a client asks and what a server answers, over HTTP or
/// within one process.
package struct Call: Sendable {
  package enum Verb: Sendable {
    case get
    case list(ListOptions)
    case create(Object)
    case update(Object)
    case patch(Patch)
    case delete(DeleteOptions)
    case deleteCollection(DeleteOptions, ListOptions)
  }

  package var address: Address
  package var verb: Verb
  package var write = WriteOptions()

  package init(_ verb: Verb, at address: Address) {
    self.verb = verb
    self.address = address
  }
}

/// What a writer may ask for beside the write.
package struct WriteOptions: Sendable, Hashable {
  package enum FieldValidation: String, Sendable {
    case ignore = "Ignore"
    case warn = "Warn"
    case strict = "Strict"
  }

  /// Everything but the keeping: validation, defaults, what would be answered.
  package var isDryRun = false
  /// Whose fields these are.
  package var fieldManager: String?
  /// Nil leaves it to the server.
  package var fieldValidation: FieldValidation?
  /// Server-side apply only: take fields that others manage.
  package var force = false
  /// Whether `metadata.managedFields` is to tell of the write. Controllers in the server's process may do
  /// without: it is half of what there is to keep of their objects. Any other server tells of it anyway.
  package var isTraced = true
  /// Whether a new object comes with its status, as only callers in the server's process may bring it.
  package var bringsStatus = false

  package init() {}
}

/// A change of one object, and the language it is written in.
package enum Patch: Sendable {
  /// RFC 6902: a list of operations.
  case json(Value)
  /// RFC 7386.
  case merge(Value)
  /// Lists merged by key, for the kinds whose types say how.
  case strategic(Value)
  /// Server-side apply: the fields that this manager wants, and no others.
  case apply(Value)
}

/// Which part of a collection, and as of when.
package struct ListOptions: Sendable, Hashable {
  package enum VersionMatch: String, Sendable {
    case exact = "Exact"
    case notOlderThan = "NotOlderThan"
  }

  package var labelSelector = ""
  package var fieldSelector = ""
  package var limit: Int?
  /// Where an earlier page ended.
  package var continuation: String?
  package var resourceVersion: String?
  package var versionMatch: VersionMatch?

  package init() {}
}

/// Which deletion, and of exactly what.
package struct DeleteOptions: Sendable, Hashable {
  package enum Propagation: String, Sendable {
    case background = "Background"
    case foreground = "Foreground"
    case orphan = "Orphan"
  }

  package var propagation: Propagation?
  package var gracePeriodSeconds: Int64?
  /// Refuse if the object is no longer this one.
  package var uid: String?
  package var resourceVersion: String?

  package init() {}
}

/// From where a watch begins, and what it is told.
package struct WatchOptions: Sendable, Hashable {
  package var labelSelector = ""
  package var fieldSelector = ""
  package var resourceVersion: String?
  /// Now and then an event that carries nothing but how far the watch has come.
  package var allowsBookmarks = true
  /// First everything that is there, as `ADDED`, then a bookmark that says so.
  package var sendsInitialEvents = false
  package var timeout: Duration?

  package init() {}
}
