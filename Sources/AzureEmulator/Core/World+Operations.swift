// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension World {
  /// Starts what a write has asked for, and answers as the type does.
  mutating func begin(
    _ verb: Operation.Verb, _ holder: ResourceID, asked: ResourceID, isNew: Bool, _ call: Call,
    answer: Value? = .none
  ) throws(ARMError) -> Reply {
    guard var resource = resources[holder.key] else { throw missing(holder) }
    let isAtOnce = verb == .put && resource.type.pace == .atOnce
    var operation = Operation(
      id: nextID("operation"), verb: verb, holds: holder.key, asked: asked, started: now,
      due: now + (isAtOnce ? .zero : delay(of: asked, verb)), answer: answer)
    operation.error = plantedError(for: call)
    operation.waits = order(verb, resource, asked, operation, isNew: isNew)
    operations[operation.id] = operation
    running.insert(operation.id)
    resource.operation = operation.id
    resource.state =
      verb == .delete && asked.key == holder.key
      ? "Deleting" : resource.type.busyState(isNew: isNew && asked.key == holder.key)
    resources[holder.key] = resource
    if isAtOnce { settle() }
    return reply(to: verb, operation, resource, isNew: isNew, call)
  }

  private func delay(of id: ResourceID, _ verb: Operation.Verb) -> Duration {
    settings.delay(of: id.type, verb)
  }

  private func reply(
    to verb: Operation.Verb, _ operation: Operation, _ resource: Resource, isNew: Bool, _ call: Call
  ) -> Reply {
    let pace = resource.type.pace
    let version = call.apiVersion.map { "?api-version=\($0)" } ?? ""
    let status = call.base + path(of: operation, "operations") + version
    let result = call.base + path(of: operation, "operationresults") + version
    var headers: HTTPHeaders = [:]
    if verb == .put {
      let value = shown(operation.asked)
      if let value { headers = etag(of: value) }
      if pace != .atOnce {
        headers["Azure-AsyncOperation"] = status
        headers["Retry-After"] = String(settings.pollAfter)
      }
      if pace == .accepted { headers["Location"] = result }
      return Reply(isNew || pace == .accepted ? resource.type.created : 200, value, headers)
    }
    headers["Location"] = result
    headers["Retry-After"] = String(settings.pollAfter)
    if resource.type.namespace != "Microsoft.Resources" { headers["Azure-AsyncOperation"] = status }
    return Reply(202, .none, headers)
  }

  /// Answers calls for what became of an operation; nil for all other calls.
  func followUp(_ call: Call, _ id: ResourceID) throws(ARMError) -> Reply? {
    let words = id.type.lowercased().split(separator: "/")
    guard call.method == "GET", let word = words.last, words.dropLast().last == "locations",
      word == "operations" || word == "operationresults"
    else { return nil }
    guard let operation = operations[id.name] else {
      throw ARMError(404, "NotFound", "The operation '\(id.name)' was not found.")
    }
    let headers: HTTPHeaders =
      operation.ended == nil ? ["Retry-After": String(settings.pollAfter)] : [:]
    if word == "operations" { return Reply(200, operation.shown(in: self), headers) }
    return result(of: operation, call, headers)
  }

  private func result(of operation: Operation, _ call: Call, _ headers: HTTPHeaders) -> Reply {
    guard operation.ended != nil else {
      var headers = headers
      headers["Location"] =
        call.base + call.path + (call.apiVersion.map { "?api-version=\($0)" } ?? "")
      return Reply(202, .none, headers)
    }
    if let error = operation.error { return error.reply }
    switch operation.verb {
    case .put: return Reply(200, shown(operation.asked))
    case .delete: return Reply(operation.asked.typeKey.hasSuffix("resourcegroups") ? 200 : 204)
    case .action: return Reply(200, operation.answer)
    }
  }

  /// What somebody planted for the operation that this call starts.
  private mutating func plantedError(for call: Call) -> ARMError? {
    guard let place = faults.firstIndex(where: { $0.strikes(call) && $0.isForOperations }),
      faults[place].isDue()
    else { return nil }
    faults[place].times -= 1
    return faults[place].error
  }

  /// Orders what is to happen outside; returns whether that is to be waited for.
  private mutating func order(
    _ verb: Operation.Verb, _ resource: Resource, _ asked: ResourceID, _ operation: Operation,
    isNew: Bool
  ) -> Bool {
    guard settings.hasMachines, resource.type.key == VirtualMachines.type.key,
      operation.error == nil,
      asked.key == resource.id.key
    else { return false }
    switch verb {
    case .put where isNew: effects.append(.create(order(for: resource), operation: operation.id))
    case .delete: effects.append(.delete(resource.id.text, operation: operation.id))
    case .put, .action: return false
    }
    return true
  }
}
