// SPDX-License-Identifier: Apache-2.0

/// Runs controllers over the informers they share.
package struct ControllerHost: Sendable {
  private let informers: Informers
  private let controllers: [Controller]

  package init(_ controllers: [Controller], over informers: Informers) {
    self.controllers = controllers
    self.informers = informers
  }

  /// Works until the task is cancelled. No controller begins before all informers know what there is;
  /// at the end the controllers stop first, for they read what the informers hold.
  package func run() async {
    if await informers.start() {
      await withTaskGroup(of: Void.self) { group in
        for controller in controllers { group.addTask { await controller.run() } }
      }
    }
    await informers.stop()
  }
}
