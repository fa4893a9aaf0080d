// SPDX-License-Identifier: Apache-2.0

package import Kube

/// The API of one logical cluster, reached within this process: nothing is written out and read again.
package struct LocalClient: KubeClient {
  let server: APIServer
  let cluster: String
  var caller = Caller()

  package func send(_ call: Call) async throws(StatusError) -> Answer {
    let reply = try await reply(to: call)
    return Answer(reply.value, warnings: reply.warnings, created: reply.created)
  }

  func reply(to call: Call) async throws(StatusError) -> Reply {
    let context = try server.context(for: call.address, in: cluster)
    if context.kind.isReview { return try server.review(call, by: caller, context) }
    if let door = context.address.subresource {
      return try await server.send(call, through: door, context)
    }
    switch call.verb {
    case .get: return try server.get(context)
    case .list(let options): return try server.list(options, context)
    case .create(let object): return try await server.create(object, call.write, context)
    case .update(let object): return try await server.update(object, call.write, context)
    case .patch(let patch): return try await server.patch(patch, call.write, context)
    case .delete(let options): return try await server.delete(options, call.write, context)
    case .deleteCollection(let options, let which):
      return try await server.deleteCollection(options, which, call.write, context)
    }
  }

  package func watch(
    _ address: Address, _ options: WatchOptions
  ) async throws(StatusError) -> Watch {
    let feed = try feed(address, options)
    return Watch(
      next: { () async throws(StatusError) in try await feed.next()?.event },
      cancel: { feed.stop() })
  }

  func feed(_ address: Address, _ options: WatchOptions) throws(StatusError) -> Feed {
    let context = try server.context(for: address, in: cluster)
    guard !context.kind.isReview else { throw .methodNotAllowed() }
    return try server.watch(options, context)
  }
}
