// SPDX-License-Identifier: Apache-2.0

import Kube

/// The query of a request, as Kubernetes' verbs read it.
struct Query {
  private let pairs: [(name: String, value: String)]

  init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

  /// The first value of a name; nil where there is none or it is empty.
  func text(_ name: String) -> String? {
    pairs.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  func flag(_ name: String) -> Bool {
    guard let value = pairs.first(where: { $0.name == name })?.value else { return false }
    return value != "false" && value != "0"
  }

  func number(_ name: String) throws(StatusError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text) else {
      throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
    }
    return number
  }

  var list: ListOptions {
    get throws(StatusError) {
      var options = ListOptions()
      options.labelSelector = text("labelSelector") ?? ""
      options.fieldSelector = text("fieldSelector") ?? ""
      options.limit = try number("limit")
      options.continuation = text("continue")
      options.resourceVersion = text("resourceVersion")
      if let match = text("resourceVersionMatch") {
        guard let known = ListOptions.VersionMatch(rawValue: match) else {
          throw .badRequest(
            "resourceVersionMatch: Unsupported value: \"\(match)\": supported values: \"Exact\", "
              + "\"NotOlderThan\"")
        }
        options.versionMatch = known
      }
      return options
    }
  }

  var watch: WatchOptions {
    get throws(StatusError) {
      var options = WatchOptions()
      options.labelSelector = text("labelSelector") ?? ""
      options.fieldSelector = text("fieldSelector") ?? ""
      options.resourceVersion = text("resourceVersion")
      options.allowsBookmarks = flag("allowWatchBookmarks")
      options.sendsInitialEvents = flag("sendInitialEvents")
      options.timeout = try number("timeoutSeconds").map { .seconds($0) }
      return options
    }
  }

  var write: WriteOptions {
    get throws(StatusError) {
      var options = WriteOptions()
      if let dryRun = text("dryRun") {
        guard dryRun == "All" else {
          throw .badRequest("dryRun: Unsupported value: \"\(dryRun)\": supported values: \"All\"")
        }
        options.isDryRun = true
      }
      options.fieldManager = text("fieldManager")
      options.force = flag("force")
      if let validation = text("fieldValidation") {
        guard let known = WriteOptions.FieldValidation(rawValue: validation) else {
          throw .badRequest(
            "fieldValidation: Unsupported value: \"\(validation)\": supported values: \"Ignore\", "
              + "\"Warn\", \"Strict\"")
        }
        options.fieldValidation = known
      }
      return options
    }
  }
}
