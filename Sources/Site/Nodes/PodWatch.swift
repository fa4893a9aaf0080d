// SPDX-License-Identifier: Apache-2.0

import Kube

/// Watches the static Pods of a control plane. It keeps nothing of them: that one changes is a reason to
/// look, and who looks sees all of them.
package struct PodWatch: Sendable {
  let client: any KubeClient
  let clock: Timekeeper
  let tell: @Sendable () -> Void

  package static let selector = "tier=control-plane"

  /// Watches until the task is cancelled.
  func run() async {
    var options = WatchOptions()
    options.labelSelector = Self.selector
    while !Task.isCancelled {
      do throws(StatusError) {
        let watch = try await client.watch(Address(.pods, namespace: "kube-system"), options)
        for try await event in watch {
          if case .bookmark = event { continue }
          tell()
        }
      } catch {
        // The client takes note of clusters that do not answer.
        if error.isCancelled { return }
      }
      do { try await clock.sleep(.seconds(10) * Double.random(in: 1...1.5)) } catch { return }
    }
  }
}
