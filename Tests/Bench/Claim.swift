// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Something said of capctl's speed or size, and how it came out.
struct Claim {
  let name: String
  let ours: String
  let theirs: String
  let ratio: Double
  let goal: Double

  var isKept: Bool { ratio <= goal }

  var line: String {
    let cells = [
      name.padded(to: 28), ours.padded(to: 12), theirs.padded(to: 12),
      hundredths(ratio).padded(to: 8), "<= \(goal)".padded(to: 8), isKept ? "ok" : "MISS",
    ]
    return cells.joined()
  }

  /// Two times of the same work, in seconds.
  static func time(_ name: String, ours: Double, theirs: Double, goal: Double) -> Claim {
    Claim(
      name: name, ours: milliseconds(ours), theirs: milliseconds(theirs),
      ratio: ours / theirs, goal: goal)
  }
}

extension Claim {
  /// Two amounts of memory, in bytes.
  static func size(_ name: String, ours: Int, theirs: Int, goal: Double) -> Claim {
    let megabytes = { (bytes: Int) in "\(Int((Double(bytes) / 1_048_576).rounded())) MB" }
    return Claim(
      name: name, ours: megabytes(ours), theirs: megabytes(theirs),
      ratio: Double(ours) / Double(theirs), goal: goal)
  }
}

extension Claim {
  /// What is held to a figure, and not to somebody else's.
  static func limit(
    _ name: String, _ value: Double, of goal: Double, _ unit: String
  ) -> Claim {
    let shown = (value * 100).rounded() / 100
    return Claim(
      name: name, ours: "\(shown) \(unit)", theirs: "\(goal) \(unit)",
      ratio: goal == 0 ? value : value / goal, goal: goal == 0 ? 0 : 1)
  }
}

/// The least time of several runs of two pieces of work that take turns, in seconds.
///
/// It is the time on the processor: what else runs on the machine does not count.
func bestInTurns(
  of runs: Int, _ one: () throws -> Void, _ other: () throws -> Void
) rethrows -> (Double, Double) {
  var best = (Double.infinity, Double.infinity)
  for _ in 0..<runs {
    best.0 = min(best.0, try seconds(one))
    best.1 = min(best.1, try seconds(other))
  }
  return best
}

private func seconds(_ work: () throws -> Void) rethrows -> Double {
  let start = processorSeconds()
  try work()
  return processorSeconds() - start
}

private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func milliseconds(_ seconds: Double) -> String {
  // Of what is short, tenths count.
  seconds < 0.1
    ? "\((seconds * 10_000).rounded() / 10) ms" : "\(Int((seconds * 1000).rounded())) ms"
}

private func hundredths(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
