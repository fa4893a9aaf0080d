// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What a condition that is not well says: what is waited for, since when, and what a person can do.
///
/// It names times, not durations: a message that counted seconds would be a write every second.
package struct Waiting: Sendable, Hashable {
  /// `DockerMachine demo/md-x to be deleted`.
  package let what: String
  package let since: Time?
  /// What a person can do, where something can be done.
  package let hint: String?

  package init(for what: String, since: Time? = nil, hint: String? = nil) {
    self.what = what
    self.since = since
    self.hint = hint
  }
}

extension Waiting: CustomStringConvertible {
  package var description: String {
    let time = since.map { " (since \($0))" } ?? ""
    return "Waiting for \(what)\(time)" + (hint.map { "; \($0)" } ?? "")
  }
}

extension Sequence<String> {
  /// The first few of a list and the number of the others: `a, b, c, ... (2 more)`.
  package func shortened(to count: Int = 3) -> String {
    let all = Array(self)
    let shown = all.prefix(count).joined(separator: ", ")
    return all.count > count ? "\(shown), ... (\(all.count - count) more)" : shown
  }
}
