// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
package import Manifest
import Spawn

/// A program that signs in for us: `client.authentication.k8s.io`, as kubeconfigs name it.
package struct ExecPlugin: Sendable, Hashable {
  package var command: String
  package var arguments: [String] = []
  package var environment: [String: String] = [:]
  /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
  package var apiVersion: String
  /// What to do where the program is missing, in the words of whoever wrote the kubeconfig.
  package var installHint: String?
  /// Told to a program that wants to know of the cluster; nil tells nothing.
  package var cluster: Value?
  package var deadline = Duration.seconds(60)

  package init(_ command: String, apiVersion: String) {
    self.command = command
    self.apiVersion = apiVersion
  }

  /// What the program is told in `KUBERNETES_EXEC_INFO`. There is no terminal to ask anybody at.
  var info: String {
    var spec: Value = ["interactive": false]
    if let cluster { spec["cluster"] = cluster }
    return JSON.text([
      "kind": "ExecCredential", "apiVersion": .string(apiVersion), "spec": spec,
    ])
  }

  func run() async -> Result<Login, StatusError> {
    var process = Command(command, arguments)
    var variables = environment.mapValues(Optional.some)
    variables["KUBERNETES_EXEC_INFO"] = info
    process.environment = .extended(variables)
    process.deadline = deadline
    process.limit = 1 << 20
    do throws(SpawnError) {
      let output = try await process.run()
      return Result { () throws(StatusError) in try login(from: output.bytes) }
    } catch {
      let isMissing = error.kind == .notFound
      return .failure(.noCredentials("\(error)", hint: isMissing ? installHint : nil))
    }
  }

  /// Reads what the program printed.
  func login(from bytes: [UInt8]) throws(StatusError) -> Login {
    // Its text is a secret: no error quotes it.
    guard let value = try? JSON.parse(bytes), value["kind"]?.string == "ExecCredential" else {
      throw unusable("it printed no ExecCredential")
    }
    guard value["apiVersion"]?.string == apiVersion else {
      throw unusable("it speaks another version than \(apiVersion)")
    }
    var login = Login()
    if let token = text(value, "token") { login.authorization = .bearer(Secret(token)) }
    switch (text(value, "clientCertificateData"), text(value, "clientKeyData")) {
    case (let certificate?, let key?):
      login.identity = TLSOptions.Identity(
        certificate: Array(certificate.utf8), key: Secret(Array(key.utf8)))
    case (nil, nil): break
    default: throw unusable("it gave a certificate without its key, or a key alone")
    }
    guard login.authorization != nil || login.identity != nil else {
      throw unusable("it gave neither a token nor a certificate")
    }
    login.expiry = try expiry(value)
    return login
  }

  private func expiry(_ value: Value) throws(StatusError) -> Time? {
    guard let text = text(value, "expirationTimestamp") else { return nil }
    guard let time = Time(text) else { throw unusable("its expirationTimestamp is no time") }
    return time
  }

  private func text(_ value: Value, _ key: String) -> String? {
    guard let text = value["status", key]?.string, !text.isEmpty else { return nil }
    return text
  }

  private func unusable(_ why: String) -> StatusError {
    .noCredentials("the credential plugin \(command) cannot be used: \(why)")
  }
}
