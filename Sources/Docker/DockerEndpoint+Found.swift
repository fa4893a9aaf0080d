// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTP
import Log
import Manifest
import PKI

extension DockerEndpoint {
  /// The engine that `docker` itself would use: that of `DOCKER_HOST`, else of the context that
  /// `DOCKER_CONTEXT` or Docker's configuration names, else the one of this machine.
  package static func found(
    in environment: [String: String]
  ) throws(DockerError) -> DockerEndpoint {
    let home = environment["HOME"] ?? "/"
    let folder = environment["DOCKER_CONFIG"].nonEmpty ?? "\(home)/.docker"
    if let host = environment["DOCKER_HOST"].nonEmpty {
      return try DockerEndpoint(host, tls: try tls(environment, folder))
    }
    let context = environment["DOCKER_CONTEXT"].nonEmpty ?? currentContext(folder)
    guard let context, context != "default" else {
      return try DockerEndpoint("unix:///var/run/docker.sock")
    }
    return try endpoint(of: context, in: folder)
  }

  /// What `tcp` is spoken with, where the environment asks for TLS.
  private static func tls(
    _ environment: [String: String], _ folder: String
  ) throws(DockerError) -> TLSOptions? {
    let isVerified = environment["DOCKER_TLS_VERIFY"].nonEmpty != nil
    let path = environment["DOCKER_CERT_PATH"].nonEmpty
    guard isVerified || path != nil else { return nil }
    var options = try options(in: path ?? folder)
    options.isInsecure = !isVerified
    return options
  }

  private static func currentContext(_ folder: String) -> String? {
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/config.json"),
      let config = try? JSON.parse(String(decoding: bytes, as: UTF8.self))
    else { return nil }
    return config["currentContext"]?.string
  }

  private static func endpoint(
    of context: String, in folder: String
  ) throws(DockerError) -> DockerEndpoint {
    let action = "use the Docker context \(context)"
    let place = Digest.sha256(Array(context.utf8)).hexadecimal
    let path = "\(folder)/contexts/meta/\(place)/meta.json"
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw DockerError(action, "there is no such context", hint: "docker context ls lists them")
    }
    guard let meta = try? JSON.parse(String(decoding: bytes, as: UTF8.self)),
      let host = meta["Endpoints", "docker", "Host"]?.string
    else { throw DockerError(action, "\(path) does not say where its engine is") }
    let folder = "\(folder)/contexts/tls/\(place)/docker"
    guard FileManager.default.fileExists(atPath: folder) else { return try DockerEndpoint(host) }
    var options = try options(in: folder)
    options.isInsecure = meta["Endpoints", "docker", "SkipTLSVerify"]?.bool ?? false
    return try DockerEndpoint(host, tls: options)
  }

  /// The authority, certificate and key in a folder, as Docker names them; each may be missing.
  private static func options(in folder: String) throws(DockerError) -> TLSOptions {
    let contents = { (name: String) in
      FileManager.default.contents(atPath: "\(folder)/\(name)").map { [UInt8]($0) }
    }
    var options = TLSOptions()
    options.onlyCAs = contents("ca.pem")
    switch (contents("cert.pem"), contents("key.pem")) {
    case (let certificate?, let key?):
      options.identity = .init(certificate: certificate, key: Secret(key))
    case (nil, nil): break
    default:
      throw DockerError(
        "use the Docker Engine", "of cert.pem and key.pem in \(folder) there is only one")
    }
    return options
  }
}

extension String? {
  fileprivate var nonEmpty: String? { self?.isEmpty == false ? self : nil }
}
