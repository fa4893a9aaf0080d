// SPDX-License-Identifier: Apache-2.0

extension Logger {
  /// A logger to standard error, as loud as `CAPCTL_LOG` and in the form that `CAPCTL_LOG_FORMAT`
  /// says in `environment`, or, where they are given, as loud and in the form that flags say.
  package static func standard(
    level: String? = nil, format: String? = nil, environment: [String: String]
  ) throws(LogError) -> Logger {
    let level = try Level.named(level ?? environment["CAPCTL_LOG"] ?? "info")
    let format = try Format.named(format ?? environment["CAPCTL_LOG_FORMAT"] ?? "text")
    return Logger(level, to: DescriptorSink(format))
  }
}
