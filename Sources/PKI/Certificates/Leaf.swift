// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// What a certificate that signs no other is to say.
package struct Leaf: Sendable {
  package var subject: Subject

  /// The host names and IP addresses of a server.
  package var names: [String] = []

  package var usages: Set<Certificate.Usage>
  package var lifetime: Duration = .years(1)

  package init(_ subject: Subject, for usages: Set<Certificate.Usage>, names: [String] = []) {
    self.subject = subject
    self.usages = usages
    self.names = names
  }

  var extensions: [(kind: Int32, value: String)] {
    get throws(PKIError) {
      var extensions = [
        (NID_key_usage, "critical,digitalSignature,keyEncipherment"),
        (NID_basic_constraints, "critical,CA:FALSE"),
      ]
      let uses = [(Certificate.Usage.server, "serverAuth"), (.client, "clientAuth")]
        .filter { usages.contains($0.0) }.map(\.1)
      if !uses.isEmpty {
        extensions.append((NID_ext_key_usage, uses.joined(separator: ",")))
      }
      if !names.isEmpty {
        let setting = try AlternativeNames.setting(names, "issue certificate \(subject)")
        extensions.append((NID_subject_alt_name, setting))
      }
      return extensions
    }
  }
}
