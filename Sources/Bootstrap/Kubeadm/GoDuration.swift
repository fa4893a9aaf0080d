// SPDX-License-Identifier: Apache-2.0

/// Seconds as Go writes a duration, which is how kubeadm's configuration holds one: `1h0m5s`.
enum GoDuration {
  static func text(seconds: Int64) -> String {
    let size = seconds.magnitude
    let (hours, minutes, rest) = (size / 3600, size / 60 % 60, size % 60)
    let sign = seconds < 0 ? "-" : ""
    if hours > 0 { return "\(sign)\(hours)h\(minutes)m\(rest)s" }
    return minutes > 0 ? "\(sign)\(minutes)m\(rest)s" : "\(sign)\(rest)s"
  }
}
