// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Glibc
import Log

/// A certificate, read: its bytes and what they say.
package struct Certificate: Sendable, Hashable {
  package enum Usage: Sendable, CaseIterable { case client, server }

  package let der: [UInt8]
  package let subject: Subject
  package let issuer: Subject

  /// The host names and IP addresses it is good for.
  package let names: [String]

  /// What the holder may be; empty where the certificate does not say.
  package let usages: Set<Usage>

  /// Whether it may sign others.
  package let isAuthority: Bool

  package let publicKey: PublicKey

  /// When it begins and ceases to be good, in seconds since 1970.
  package let notBefore: Int
  package let notAfter: Int

  /// Reads the first certificate of `pem`.
  package init(pem: String) throws(PKIError) {
    guard let first = try Self.bundle(pem: pem).first else {
      throw PKIError("read certificate", "there is no PEM block of one")
    }
    self = first
  }

  /// Reads all certificates of `pem`, of which there may be none.
  package static func bundle(pem: String) throws(PKIError) -> [Certificate] {
    var certificates: [Certificate] = []
    for block in try PEM.blocks(of: pem) where block.label == "CERTIFICATE" {
      certificates.append(try Certificate(der: block.bytes))
    }
    return certificates
  }

  package init(der: [UInt8]) throws(PKIError) {
    if let known = KnownCertificates[der] {
      self = known
      return
    }
    unsafe try self.init(Owned.read("read certificate", der, unsafe d2i_X509, X509_free))
    KnownCertificates.add(self)
  }

  package var pem: String { PEM("CERTIFICATE", der).text }

  /// Fails, saying since when, unless it is good at `now`.
  package func checkIsCurrent(at now: Int = Timestamp.now.seconds) throws(PKIError) {
    if now > notAfter {
      throw PKIError("use certificate \(subject)", "it expired at \(text(of: notAfter))")
    }
    if now < notBefore {
      throw PKIError("use certificate \(subject)", "it is not valid before \(text(of: notBefore))")
    }
  }

  /// Whether `authority` signed it.
  package func isSigned(by authority: Certificate) -> Bool {
    defer { ERR_clear_error() }
    guard let own = try? open(), let other = try? authority.open(),
      let key = try? authority.publicKey.open()
    else { return false }
    return unsafe X509_check_issued(other.pointer, own.pointer) == X509_V_OK
      && X509_verify(own.pointer, key.pointer) == 1
  }

  func open() throws(PKIError) -> Owned {
    unsafe try Owned.read("read certificate", der, unsafe d2i_X509, X509_free)
  }
}

/// `seconds` since 1970 as `2026-01-31T23:59:59Z`.
private func text(of seconds: Int) -> String {
  var seconds = seconds
  var parts = unsafe tm()
  unsafe gmtime_r(&seconds, &parts)
  return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
    unsafe strftime(buffer.baseAddress, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? ""
  }
}
