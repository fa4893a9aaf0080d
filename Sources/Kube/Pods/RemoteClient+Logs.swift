// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// Which of a container's lines are wanted.
package struct LogOptions: Sendable, Hashable {
  package var container: String?
  /// Go on with lines that are yet to come.
  package var follows = false
  /// Of the container's last run, not of this one.
  package var isPrevious = false
  package var hasTimestamps = false
  /// Only the last so many lines.
  package var tail: Int?
  package var limitBytes: Int?
  package var since: Duration?

  package init() {}

  var query: QueryPairs {
    var query: QueryPairs = []
    if let container { query.append(("container", container)) }
    if follows { query.append(("follow", "true")) }
    if isPrevious { query.append(("previous", "true")) }
    if hasTimestamps { query.append(("timestamps", "true")) }
    if let tail { query.append(("tailLines", String(tail))) }
    if let limitBytes { query.append(("limitBytes", String(limitBytes))) }
    if let since { query.append(("sinceSeconds", String(max(1, since.components.seconds)))) }
    return query
  }
}

extension RemoteClient {
  /// A container's lines, as bytes that come as they are written. Dropping the body ends it.
  package func logs(
    namespace: String, pod: String, _ options: LogOptions = LogOptions()
  ) async throws(StatusError) -> HTTPResponseBody {
    let address = Address(.pods, namespace: namespace, name: pod, subresource: "log")
    let plan = Plan(action: "get \(address)", priority: .read, mayBeRepeated: true)
    var request = request("GET", address.encodedPath + encoded(options.query))
    request.headers["Accept"] = "*/*"
    if options.follows { request.deadline = nil }
    let response = try await perform(request, plan)
    guard response.isSuccess else {
      let bytes = try await read(response, plan)
      throw AnswerReader(status: response.status, headers: response.headers).failure(bytes)
    }
    return response.body
  }
}
