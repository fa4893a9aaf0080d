// SPDX-License-Identifier: Apache-2.0

package import Log

/// The private key to log in with, as the text of its file (OpenSSH's format or PEM). The public key
/// is derived from it.
package struct SSHIdentity: Sendable, Equatable {
  package let privateKey: Secret<String>
  package let passphrase: Secret<String>?

  package init(privateKey: Secret<String>, passphrase: Secret<String>? = nil) {
    self.privateKey = privateKey
    self.passphrase = passphrase
  }
}
