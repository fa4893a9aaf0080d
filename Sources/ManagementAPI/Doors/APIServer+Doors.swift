// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  /// A call of a subresource: another way to an object, or something that is done to it.
  func send(
    _ call: Call, through door: String, _ context: Context
  ) async throws(StatusError) -> Reply {
    switch (door, call.verb) {
    case ("status", .get) where context.version.hasStatus: return try get(context)
    case ("status", .update(let sent)) where context.version.hasStatus,
      ("finalize", .update(let sent)) where context.kind.groupKind == .namespace:
      return try await update(sent, call.write, context)
    case ("status", .patch(let patch)) where context.version.hasStatus:
      return try await self.patch(patch, call.write, context)
    case ("scale", _):
      guard let paths = context.version.scale else { throw .noSuchResource() }
      return try await scale(call, paths, context)
    case ("eviction", .create(let eviction)) where context.kind.groupKind == .pod:
      return try await evict(eviction, call.write, context)
    case ("token", .create(let request)) where context.kind.qualified == "serviceaccounts":
      return try issueToken(request, call.write, context)
    default: throw context.hasDoor(door) ? .methodNotAllowed() : .noSuchResource()
    }
  }
}

extension Context {
  fileprivate func hasDoor(_ name: String) -> Bool {
    name == "status" && version.hasStatus || version.doors.contains { $0.name == name }
  }
}
