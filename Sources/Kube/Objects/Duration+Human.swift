// SPDX-License-Identifier: Apache-2.0

extension Duration {
  /// How long, as kubectl's tables say it: at most two units, the second one only while it matters.
  package var human: String {
    let seconds = max(0, components.seconds)
    let minutes = seconds / 60
    let hours = minutes / 60
    let days = hours / 24
    switch seconds {
    case ..<120: return "\(seconds)s"
    case ..<600: return Self.pair(minutes, "m", seconds % 60, "s")
    case ..<10_800: return "\(minutes)m"
    case ..<28_800: return Self.pair(hours, "h", minutes % 60, "m")
    case ..<172_800: return "\(hours)h"
    case ..<691_200: return Self.pair(days, "d", hours % 24, "h")
    case ..<63_072_000: return "\(days)d"
    case ..<252_288_000: return Self.pair(days / 365, "y", days % 365, "d")
    default: return "\(days / 365)y"
    }
  }

  private static func pair(_ many: Int64, _ unit: String, _ few: Int64, _ small: String) -> String {
    few == 0 ? "\(many)\(unit)" : "\(many)\(unit)\(few)\(small)"
  }
}
