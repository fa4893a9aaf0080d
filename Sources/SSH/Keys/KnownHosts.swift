// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The content of a known_hosts file.
///
/// Names may be hashed, and may carry a port (`[host]:port`). Patterns with `*` or `?`, and host
/// certificates, are beyond libssh2: such lines make no host known.
package struct KnownHosts: Sendable, Equatable {
  /// Lines that libssh2 can read.
  let lines: [String]
  /// Keys that must not be taken from any host.
  let revoked: Set<String>

  package init(text: String) throws(SSHError) {
    var (lines, revoked): ([String], Set<String>) = ([], [])
    let texts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, text) in texts.enumerated() {
      guard let line = try Line(text, number: index + 1) else { continue }
      switch line.marker {
      case nil: lines.append("\(line.names) \(line.type) \(line.key)")
      case "@revoked": revoked.insert(line.key)
      default: break
      }
    }
    (self.lines, self.revoked) = (lines, revoked)
  }

  /// The name by which known_hosts knows a server.
  package static func name(of endpoint: SSHEndpoint) -> String {
    let host = endpoint.host.lowercased()
    return endpoint.port == 22 ? host : "[\(host)]:\(endpoint.port)"
  }
}

/// One line: `[marker] hosts type key [comment]`.
private struct Line {
  let marker: String?
  let names: String
  let type: String
  let key: String

  /// Nil for a comment or an empty line.
  init?(_ text: Substring, number: Int) throws(SSHError) {
    var fields = text.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard let first = fields.first, !first.hasPrefix("#") else { return nil }
    marker = first.hasPrefix("@") ? fields.removeFirst() : nil
    guard fields.count >= 3, Line.holds(fields[2], ofType: fields[1]) else {
      throw SSHError(
        "read known_hosts", "line \(number) holds no public key",
        hint: "a line reads: host key-type base64-key, as ssh-keyscan prints it")
    }
    // Names are looked up in lower case; a hashed one is kept as it is.
    let hosts = fields[0].hasPrefix("|") ? fields[0] : fields[0].lowercased()
    // libssh2 takes a field of one or two bytes for a hashed name.
    names = hosts.utf8.count < 3 ? "\(hosts),\(hosts)" : hosts
    (type, key) = (fields[1], fields[2])
  }

  /// Whether the base64 text is a key that names the same type inside.
  private static func holds(_ key: String, ofType type: String) -> Bool {
    guard let blob = Data(base64Encoded: key) else { return false }
    var fields = WireReader(blob)
    guard fields.text() == type, !fields.rest.isEmpty else { return false }
    while !fields.rest.isEmpty {
      if fields.bytes() == nil { return false }
    }
    return true
  }
}
