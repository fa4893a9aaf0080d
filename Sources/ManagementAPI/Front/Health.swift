// SPDX-License-Identifier: Apache-2.0

import HTTP
import Serving

/// The answers of `/healthz`, `/livez` and `/readyz`, and of the paths of single checks below them.
struct Health: Sendable {
  struct Check: Sendable {
    let name: String
    /// Why it fails; nil while all is well.
    let failure: @Sendable () -> String?
  }

  /// Alive is who answers; ready is who can also keep what it is given.
  let live: [Check]
  let ready: [Check]

  init(store: Store) {
    live = [Check(name: "ping") { nil }]
    ready = live + [Check(name: "store") { store.failure }]
  }

  /// Nil where the path asks for no health.
  func answer(_ path: String, _ query: [(name: String, value: String)]) -> ServerResponse? {
    let parts = path.split(separator: "/")
    guard let name = parts.first, parts.count <= 2 else { return nil }
    let checks: [Check]
    switch name {
    case "livez": checks = live
    case "healthz", "readyz": checks = ready
    default: return nil
    }
    guard parts.count == 2 else { return summary(String(name), checks, query) }
    return checks.first { $0.name == parts[1] }.map(single)
  }

  private func single(_ check: Check) -> ServerResponse {
    check.failure().map { Self.text(500, "internal server error: \($0)\n") } ?? Self.text(200, "ok")
  }

  /// One word if all is well and nobody asks for more. Why a check fails is not for everybody.
  private func summary(
    _ name: String, _ checks: [Check], _ query: [(name: String, value: String)]
  ) -> ServerResponse {
    var excluded = query.filter { $0.name == "exclude" }.map(\.value)
    var lines = ""
    var hasFailed = false
    for check in checks {
      if excluded.contains(check.name) {
        excluded.removeAll { $0 == check.name }
        lines += "[+]\(check.name) excluded: ok\n"
      } else if check.failure() != nil {
        hasFailed = true
        lines += "[-]\(check.name) failed: reason withheld\n"
      } else {
        lines += "[+]\(check.name) ok\n"
      }
    }
    if !excluded.isEmpty {
      let names = Set(excluded).sorted().map { "\"\($0)\"" }.joined(separator: ",")
      lines += "warn: some health checks cannot be excluded: no matches for \(names)\n"
    }
    if hasFailed { return Self.text(500, "\(lines)\(name) check failed\n") }
    let isVerbose = query.contains { $0.name == "verbose" }
    return Self.text(200, isVerbose ? "\(lines)\(name) check passed\n" : "ok")
  }

  private static func text(_ status: Int, _ text: String) -> ServerResponse {
    ServerResponse(
      status,
      ["Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"],
      .bytes(Array(text.utf8)))
  }
}
