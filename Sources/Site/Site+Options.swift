// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube
import Log
package import Runtime

extension Site {
  /// How the controller of a kind works. What makes a pass fail is written into the condition `type` of
  /// the object.
  package func options(_ kind: Kind, failing type: String) -> ControllerOptions {
    options(kind.resource(), failing: type)
  }

  package func options(_ resource: Resource, failing type: String) -> ControllerOptions {
    var options = ControllerOptions()
    options.workers = workers
    options.clock = clock
    options.log = log
    options.meter = meter
    options.failed = { key, error in await report(error, on: key, of: resource, as: type) }
    return options
  }

  private func report(_ error: any Error, on key: Key, of resource: Resource, as type: String) async
  {
    guard let seen = known[resource]?.cache[key] else { return }
    var wanted = seen
    let status: Condition.Status = (error as? StatusError)?.isTransient == true ? .unknown : .no
    wanted.set(
      Condition(type, status, reason: Reasons.internalError, message: "\(error)"), at: now)
    do throws(StatusError) {
      try await save(wanted, over: seen, at: key.address(in: resource))
    } catch {
      // The next pass that fails tries again.
      log.debug("cannot write a condition", ["object": seen, "error": error])
    }
  }
}
