// SPDX-License-Identifier: Apache-2.0

import Log
import PKI
import Serving

/// Keeps the certificates that the server shows and the kubeconfig holds fresh.
struct Publisher: Sendable {
  let server: HTTPServer
  let address: ListenAddress
  let kubeconfig: PrivateFile
  let readerToken: Secret<String>
  let log: Logger

  func write(_ credentials: Credentials) throws(PlaneError) {
    let config = Kubeconfig(
      server: address.url, authority: credentials.authority.certificate, admin: credentials.admin,
      readerToken: readerToken)
    try kubeconfig.write(config.text)
  }

  /// Until the task is cancelled.
  func renew(_ credentials: Credentials) async {
    var current = credentials
    while !Task.isCancelled {
      // The clock of the wall may be set; it is looked at again within the hour.
      let rest = min(current.rest(), .seconds(3600))
      if rest > .zero {
        try? await Task.sleep(for: rest)
        continue
      }
      do {
        let fresh = try await current.renewed()
        try server.renew(fresh.serverIdentity, at: address)
        try write(fresh)
        current = fresh
        log.info("renewed the certificates")
      } catch {
        log.error("cannot renew the certificates; trying again in a minute", ["cause": "\(error)"])
        try? await Task.sleep(for: .seconds(60))
      }
    }
  }
}
