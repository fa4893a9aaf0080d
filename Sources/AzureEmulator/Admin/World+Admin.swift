// SPDX-License-Identifier: Apache-2.0

import Manifest

extension World {
  /// Calls below `/emulator`: what a test sets, plants and asks.
  mutating func administer(_ call: Call) -> Reply {
    let word = call.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    do {
      switch (call.method, word) {
      case ("GET", "settings"): return Reply(200, settings.value)
      case ("PATCH", "settings"):
        try settings.change(try call.json())
        buckets = [:]
        return Reply(200, settings.value)
      case ("POST", "faults"):
        faults.append(try Fault(try call.json()))
        return Reply(201)
      case ("DELETE", "faults"):
        faults = []
        return Reply(204)
      case ("GET", "requests"): return Reply(200, ["value": .list(journal.map(\.value))])
      case ("DELETE", "requests"):
        journal = []
        return Reply(204)
      case ("GET", "resources"): return Reply(200, ["value": .list(inventory)])
      case ("DELETE", "resources"): return forget(call)
      case ("POST", "clock"): return try turnClock(try call.json())
      default: return ARMError(404, "NotFound", "There is nothing at '\(call.path)'.").reply
      }
    } catch let error as ARMError {
      return error.reply
    } catch {
      return ARMError(400, "BadRequest", "\(error)").reply
    }
  }

  private var inventory: [Value] {
    resources.values.sorted { $0.id.key < $1.id.key }.map { $0.shown(in: self) }
  }

  /// Takes away at once what a query's `id` names, as somebody else's hand would; all without one.
  private mutating func forget(_ call: Call) -> Reply {
    if let id = call.parameter("id")?.lowercased() {
      if let resource = resources[id] { remove(resource) }
    } else {
      resources = [:]
    }
    return Reply(204)
  }

  private mutating func turnClock(_ body: Value) throws -> Reply {
    guard let seconds = body["advance"]?.double, seconds >= 0 else {
      throw EmulatorError("turn the clock", "advance has to be a number of seconds")
    }
    skew += .seconds(seconds)
    now += .seconds(seconds)
    settle()
    return Reply(200, ["now": .string(time(now))])
  }
}
