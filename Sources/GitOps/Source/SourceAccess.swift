// SPDX-License-Identifier: Apache-2.0

import API
import Site
import FoundationEssentials
import Git
import HTTP
import Kube
import Log
import Manifest

/// How a repository is reached: the url, and what a Secret in any of Flux's forms says of us.
enum SourceAccess {
  /// `secret` and `proxy` are what the repository refers to; nil where it refers to none.
  static func remote(
    of repository: GitRepository, secret: Object?, proxy: Object?, maxSize: Int?
  ) throws(GitOpsError) -> Remote {
    let url: GitURL
    do throws(GitError) {
      url = try GitURL(repository.url)
    } catch {
      throw GitOpsError(error.action, error.cause, reason: FluxReasons.urlInvalid, hint: error.hint)
    }
    var remote = Remote(url)
    remote.timeout = repository.timeout
    remote.maxSize = maxSize
    if let secret {
      remote.identity = try identity(in: secret, for: url)
      remote.certificateAuthority = secret.secretText("ca.crt") ?? secret.secretText("caFile")
      remote.certificate = try certificate(in: secret)
    }
    remote.proxy = try proxy.map { object throws(GitOpsError) in try Self.proxy(object) } ?? nil
    return remote
  }

  private static func identity(in secret: Object, for url: GitURL) throws(GitOpsError) -> Identity {
    func fault(_ cause: String, _ hint: String) -> GitOpsError {
      GitOpsError(
        "sign in to \(url)", "\(secret) \(cause)", reason: FluxReasons.authenticationFailed,
        hint: hint)
    }
    if secret.secretText("githubAppID") != nil {
      throw fault("is for a GitHub App, which is not supported", "use a deploy key or a token")
    }
    if url.isSSH {
      guard let key = secret.secretText("identity") else {
        throw fault("has no text at data[identity]", "put a private ssh key there")
      }
      guard let hosts = secret.secretText("known_hosts"), !hosts.isEmpty else {
        throw fault(
          "has no text at data[known_hosts]", "put there what ssh-keyscan says of the server")
      }
      return .ssh(
        privateKey: Secret(key), passphrase: secret.secretText("password").map { Secret($0) },
        knownHosts: hosts)
    }
    if let token = secret.secretText("bearerToken") { return .bearer(Secret(token)) }
    if let user = secret.secretText("username") {
      return .basic(user: user, password: Secret(secret.secretText("password") ?? ""))
    }
    return .none
  }

  private static func certificate(
    in secret: Object
  ) throws(GitOpsError) -> TLSOptions.Identity? {
    let certificate = secret.secretText("tls.crt") ?? secret.secretText("certFile")
    let key = secret.secretText("tls.key") ?? secret.secretText("keyFile")
    switch (certificate, key) {
    case (let certificate?, let key?):
      return TLSOptions.Identity(
        certificate: Array(certificate.utf8), key: Secret(Array(key.utf8)))
    case (nil, nil): return nil
    default:
      throw GitOpsError(
        "sign in with \(secret)", "of tls.crt and tls.key it has only one",
        reason: FluxReasons.authenticationFailed)
    }
  }

  private static func proxy(_ secret: Object) throws(GitOpsError) -> String? {
    guard let address = secret.secretText("address") else {
      throw GitOpsError("use the proxy of \(secret)", "it has no text at data[address]")
    }
    guard let user = secret.secretText("username"), let mark = address.firstRange(of: "://") else {
      return address
    }
    let login = [user, secret.secretText("password") ?? ""].map(percentEncoded).joined(
      separator: ":")
    return "\(address[..<mark.upperBound])\(login)@\(address[mark.upperBound...])"
  }

  /// What of Flux's fields is refused, since leaving it out would apply something else than was meant.
  static func unsupported(_ repository: GitRepository) -> String? {
    if repository["spec.verify"] != nil { return "spec.verify: signatures are not checked" }
    if repository["spec.include"]?.list?.isEmpty == false {
      return "spec.include: several sources cannot be put together"
    }
    if repository[flag: "spec.recurseSubmodules"] == true {
      return "spec.recurseSubmodules: submodules are not fetched"
    }
    if let provider = repository[text: "spec.provider"], provider != "generic" {
      return "spec.provider: \(provider) has no sign-in here; use a Secret"
    }
    if repository[text: "spec.serviceAccountName"] != nil {
      return "spec.serviceAccountName: it is for a provider's sign-in; use a Secret"
    }
    return nil
  }
}
