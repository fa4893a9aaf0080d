// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Log

/// How a controller works.
package struct ControllerOptions: Sendable {
  /// How many keys are worked on at the same time.
  package var workers = 4
  /// How long one pass over a key may take. Then it is cancelled, and its worker goes on with others.
  package var deadline = Duration.seconds(300)
  /// How long passes may go on after the controller was told to stop, before they are cancelled.
  package var grace = Duration.seconds(30)
  package var backOff = BackOff()
  package var clock = Timekeeper.system
  package var log: Logger?
  package var meter: any Meter = NoMeter()
  /// Told of every pass that failed, before its key can be worked on again: it writes the error into
  /// the object's conditions. It is given how often in a row the key has failed before.
  package var failed: @Sendable (Key, any Error) async -> Void = { _, _ in }

  package init() {}
}
