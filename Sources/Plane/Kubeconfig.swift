// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import PKI

/// How clients find the plane and prove who they are: the context `capctl` may do everything, the
/// context `reader` may look.
struct Kubeconfig {
  let server: String
  let authority: Certificate
  let admin: Identity
  let readerToken: Secret<String>

  /// The file's text, which holds secrets.
  var text: String {
    YAML.text([
      "apiVersion": "v1", "kind": "Config", "current-context": "capctl",
      "clusters": [["name": "capctl", "cluster": cluster]],
      "users": [
        ["name": "admin", "user": adminUser],
        ["name": "reader", "user": ["token": .string(readerToken.reveal())]],
      ],
      "contexts": [Self.context("capctl", "admin"), Self.context("reader", "reader")],
    ])
  }

  private var cluster: Value {
    [
      "server": .string(server),
      "certificate-authority-data": .string(Self.base64(authority.pem)),
    ]
  }

  private var adminUser: Value {
    [
      "client-certificate-data": .string(Self.base64(admin.certificate.pem)),
      "client-key-data": .string(Self.base64(admin.key.pem.reveal())),
    ]
  }

  private static func context(_ name: String, _ user: String) -> Value {
    ["name": .string(name), "context": ["cluster": "capctl", "user": .string(user)]]
  }

  private static func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
}
