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

  /// Every value of a name that says something.
  func texts(_ name: String) -> [String] {
    pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
  }

  func flag(_ name: String) -> Bool {
    guard let value = pairs.first(where: { $0.name == name })?.value.lowercased() else {
      return false
    }
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
      options.versionMatch = text("resourceVersionMatch").flatMap(ListOptions.VersionMatch.init)
      try refuse(listFaults, in: "ListOptions")
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
      // One that sets no limit is asked to come again within the hour, so that load moves on.
      let limit = try number("timeoutSeconds") ?? 0
      options.timeout = .seconds(limit > 0 ? limit : Int.random(in: 1800...3600))
      try refuse(watchFaults, in: "ListOptions")
      return options
    }
  }

  /// The options of a write; `kind` is what Kubernetes calls them.
  func write(_ kind: String) throws(StatusError) -> WriteOptions {
    var options = WriteOptions()
    options.isDryRun = !texts("dryRun").isEmpty
    options.fieldManager = text("fieldManager")
    options.force = flag("force")
    options.fieldValidation =
      text("fieldValidation").flatMap(WriteOptions.FieldValidation.init)
    try refuse(Self.dryRunFaults(texts("dryRun")) + validationFaults, in: kind)
    return options
  }
}
