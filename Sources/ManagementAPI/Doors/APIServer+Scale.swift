// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func scale(
    _ call: Call, _ paths: ScalePaths, _ context: Context
  ) async throws(StatusError) -> Reply {
    let scale = Scale(
      paths: paths, isCustom: context.kind.definition != nil, groupKind: context.kind.groupKind)
    let changed: Reply
    switch call.verb {
    case .get:
      let object = try context.presented(try seen(context))
      return Reply(try scale.seen(of: object, mustAsk: true).value)
    case .update(let sent):
      changed = try await change(call.write, context) { (old) throws(StatusError) in
        try scale.applied(sent, to: old)
      }
    case .patch(.apply(let config)):
      try call.write.check("PatchOptions", applies: true)
      let writer = context.writer(call.write)
      changed = try await change(call.write, context, isTracked: true) {
        (old) throws(StatusError) in
        let wanted = try scale.configuration(Object(config), of: old)
        return Object(try writer.apply(wanted, to: old.value, force: call.write.force))
      }
    case .patch(let patch):
      try call.write.check("PatchOptions")
      let transform = try patch.transform(scale.strategy)
      changed = try await change(call.write, context) { (old) throws(StatusError) in
        let before = try scale.seen(of: old, mustAsk: false)
        return try scale.applied(try transform(before), to: old)
      }
    default: throw .methodNotAllowed()
    }
    let seen = try scale.seen(of: Object(changed.value), mustAsk: false)
    return Reply(seen.value, warnings: changed.warnings)
  }
}

extension Scale {
  /// A Scale has no lists; custom resources know no strategic patches.
  fileprivate var strategy: Patch.Strategy { isCustom ? .refused : .plain }
}
