// SPDX-License-Identifier: Apache-2.0

import Manifest

extension World {
  /// A call is on its way.
  package mutating func begin(_ call: ProviderCall) { busy.insert(call.resource) }

  /// Takes in what a call was answered.
  package mutating func fold(_ reply: Reply, to call: ProviderCall, of pack: Pack) {
    busy.remove(call.resource)
    switch call.purpose {
    case .poll: foldPoll(reply, call, pack)
    case .read: foldRead(reply, call, pack)
    case .also(let name, let isSecret): foldAlso(reply, call, name, isSecret, pack)
    default: foldWrite(reply, call, pack)
    }
  }

  private mutating func foldRead(_ reply: Reply, _ call: ProviderCall, _ pack: Pack) {
    if call.saysAbsent(reply.status) {
      sights[call.resource] = .absent
    } else if call.accepts(reply.status) {
      sights[call.resource] = .present(reply.body, also: [:], secretAlso: [])
    } else {
      fail(call, reply, pack)
    }
  }

  private mutating func foldAlso(
    _ reply: Reply, _ call: ProviderCall, _ name: String, _ isSecret: Bool, _ pack: Pack
  ) {
    guard case .present(let value, var also, var secrets) = sights[call.resource] else { return }
    guard call.accepts(reply.status) || call.saysAbsent(reply.status) else {
      return fail(call, reply, pack)
    }
    also[name] = call.saysAbsent(reply.status) ? .null : reply.body
    if isSecret { secrets.insert("also.\(name)") }
    sights[call.resource] = .present(value, also: also, secretAlso: secrets)
  }

  private mutating func foldPoll(_ reply: Reply, _ call: ProviderCall, _ pack: Pack) {
    let name = call.resource
    if reply.operation != nil {
      record(name) { $0.operation = reply.operation }
      running[name] = pause(reply.retryAfter, name)
      progress[name] = reply.message
    } else {
      // Whoever cannot be asked has not said that it is over.
      let isDone = call.accepts(reply.status)
      guard isDone || reply.hasFailed || call.saysAbsent(reply.status) else {
        return fail(call, reply, pack)
      }
      record(name) { $0.operation = nil }
      if isDone, self[record: name]?.state == .creating { fresh.insert(name) }
      sights[name] = isDone && self[record: name]?.state == .deleting ? .absent : nil
      // An operation that nobody knows any more is over: what there is tells how it went.
      if !call.accepts(reply.status), !call.saysAbsent(reply.status) {
        applied[name] = nil
        fail(call, reply, pack)
      }
    }
  }

  /// How long until an operation is asked for again. What has taken long is asked for less often: a sixteenth
  /// more does not matter then.
  private func pause(_ wanted: Int64?, _ name: String) -> Int64 {
    let elapsed = self[record: name].map { now - $0.since } ?? 0
    return max(wanted ?? 5, min(elapsed / 16, 30))
  }

  private mutating func foldWrite(_ reply: Reply, _ call: ProviderCall, _ pack: Pack) {
    let name = call.resource
    let isRemoval = call.purpose == .delete || call.purpose == .replace
    guard call.accepts(reply.status) || (isRemoval && call.saysAbsent(reply.status)) else {
      // What a write needs may be gone, or what it was compared with: it is looked at again.
      if [404, 409, 412].contains(reply.status) { sights[name] = nil }
      return fail(call, reply, pack)
    }
    if case .action(let action) = call.purpose { acted.insert("\(name)/\(action)") }
    if let operation = reply.operation {
      record(name) { $0.operation = operation }
      running[name] = pause(reply.retryAfter, name)
    }
    if call.purpose == .create { fresh.insert(name) }
    if let asked = call.applied { applied[name] = asked }
    sights[name] = sight(after: call, reply)
    if isRemoval { applied[name] = nil }
  }

  /// What a write tells of what there is now; nil where it has to be read.
  private func sight(after call: ProviderCall, _ reply: Reply) -> Sight? {
    if call.purpose == .delete || call.purpose == .replace {
      // What is refused because others still use it is gone as far as we go.
      return reply.operation == nil && reply.status != 202 ? .absent : nil
    }
    guard reply.operation == nil, call.method == "PUT", let map = reply.body.map, !map.isEmpty
    else { return nil }
    return .present(reply.body, also: [:], secretAlso: [])
  }

  mutating func record(_ name: String, _ change: (inout Record) -> Void) {
    guard var record = self[record: name] else { return }
    change(&record)
    self[record: name] = record
  }

  private mutating func fail(_ call: ProviderCall, _ reply: Reply, _ pack: Pack) {
    let rule = pack.errors.first { $0.covers(code: reply.code, status: reply.status) }
    let trouble = Trouble(
      step: "\(call)", purpose: call.purpose, status: reply.status, code: reply.code,
      message: reply.message ?? (reply.status == 0 ? "nobody answered" : "it was refused"),
      hint: rule?.hint,
      response: rule?.response
        ?? ErrorRule.usual(status: reply.status, hasRetryAfter: reply.retryAfter != nil),
      retryAfter: reply.retryAfter)
    troubles[call.resource] = trouble
  }
}
