// SPDX-License-Identifier: Apache-2.0

import HTTP

/// The pairs of a query, in their order.
typealias QueryPairs = [(name: String, value: String)]

extension WriteOptions {
  var query: QueryPairs {
    var query: QueryPairs = []
    if isDryRun { query.append(("dryRun", "All")) }
    if let fieldManager { query.append(("fieldManager", fieldManager)) }
    if let fieldValidation { query.append(("fieldValidation", fieldValidation.rawValue)) }
    if force { query.append(("force", "true")) }
    return query
  }
}

extension ListOptions {
  var query: QueryPairs {
    var query = selectors(labelSelector, fieldSelector)
    if let limit { query.append(("limit", String(limit))) }
    if let continuation { query.append(("continue", continuation)) }
    if let resourceVersion { query.append(("resourceVersion", resourceVersion)) }
    if let versionMatch { query.append(("resourceVersionMatch", versionMatch.rawValue)) }
    return query
  }
}

extension WatchOptions {
  var query: QueryPairs {
    var query: QueryPairs = [("watch", "true")] + selectors(labelSelector, fieldSelector)
    if let resourceVersion { query.append(("resourceVersion", resourceVersion)) }
    if allowsBookmarks { query.append(("allowWatchBookmarks", "true")) }
    if sendsInitialEvents {
      query.append(("sendInitialEvents", "true"))
      // The only way a server takes the one above.
      query.append(("resourceVersionMatch", "NotOlderThan"))
    }
    if let timeout { query.append(("timeoutSeconds", String(max(1, timeout.components.seconds)))) }
    return query
  }
}

private func selectors(_ labels: String, _ fields: String) -> QueryPairs {
  [("labelSelector", labels), ("fieldSelector", fields)].filter { !$0.1.isEmpty }
}

/// A query with its question mark; nothing where there is nothing to ask.
func encoded(_ query: QueryPairs) -> String {
  guard !query.isEmpty else { return "" }
  let pairs = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
  return "?" + pairs.joined(separator: "&")
}

extension Address {
  /// The path below the server's root, each part of it encoded.
  var encodedPath: String {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .map { percentEncoded(String($0)) }.joined(separator: "/")
  }
}
