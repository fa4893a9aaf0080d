// SPDX-License-Identifier: Apache-2.0

/// What became of user data on a machine. Secrets show as `***`.
package struct CloudInitReport: Sendable, Hashable {
  package struct Step: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
      case done
      /// It failed, and what followed was done all the same.
      case failed(status: Int32)
      /// Its shell was ended in it: by itself, or by what it ran.
      case ended
      /// It was not begun.
      case skipped
    }

    /// `write /etc/a`, `make user b`, or the command.
    package let name: String
    package var outcome: Outcome
    package var output: String

    package init(_ name: String, _ outcome: Outcome, output: String = "") {
      self.name = name
      self.outcome = outcome
      self.output = output
    }

    /// The last lines of what it wrote.
    package func tail(_ count: Int = 20) -> String {
      output.split(whereSeparator: \.isNewline).suffix(count).joined(separator: "\n")
    }
  }

  package internal(set) var steps: [Step] = []
  package internal(set) var warnings: [String]

  /// The step because of which the machine is not what it was to become.
  package internal(set) var failure: Step?

  package var isSuccess: Bool { failure == nil }

  /// The failure as one message, for a condition: the step, how it ended, and its last lines.
  package var message: String? {
    guard let failure else { return nil }
    let how =
      switch failure.outcome {
      case .failed(let status): "failed with status \(status)"
      case .ended: "was cut short"
      case .skipped: "was not reached"
      case .done: "was done"
      }
    let tail = failure.tail()
    return "\(failure.name) \(how)" + (tail.isEmpty ? "" : "; its last lines:\n\(tail)")
  }
}
