// SPDX-License-Identifier: Apache-2.0

package import Kube

/// Why something is not as it should be: from what was asked about, down to what stands in the way.
package struct Explanation: Sendable, Hashable {
  /// An object on the way, and what it says.
  package struct Step: Sendable, Hashable {
    package let subject: String
    package let words: String
    package let since: Time?
  }

  /// What is so, in a line.
  package let verdict: String
  /// Empty where nothing stands in the way.
  package let chain: [Step]
  package let remedies: [String]

  /// Whether something stands in the way.
  package var isBlocked: Bool { !chain.isEmpty }

  /// For a person to read. Times are told as ages.
  package func text(at now: Time) -> String {
    var text = verdict + "\n"
    for (depth, step) in chain.enumerated() {
      let lead = depth == 0 ? "" : String(repeating: "  ", count: depth - 1) + "└─"
      let age = step.since.map { " (for \((now - $0).human))" } ?? ""
      text += "  \(lead)\(step.subject)\(age): \(step.words)\n"
    }
    if let last = chain.last {
      text += "\nWhat stands in the way: \(last.subject)\n"
    }
    for remedy in remedies { text += "What to do: \(remedy)\n" }
    return text
  }
}
