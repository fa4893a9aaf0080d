// SPDX-License-Identifier: Apache-2.0

import Docker
import Foundation
import Manifest
import TestKit
import Testing

/// Where an engine is looked for.
struct EndpointTests {
  @Test(
    arguments: [
      "unix:///run/docker.sock", "tcp://127.0.0.1:2375", "http://127.0.0.1:2375",
      "https://engine.example:2376/",
    ])
  func `addresses are taken as Docker writes them`(address: String) throws {
    #expect(try DockerEndpoint(address).address == address)
  }

  @Test(
    arguments: zip(
      ["ssh://host", "/run/docker.sock", "unix://", "npipe:////./pipe/docker"],
      [
        "cannot use the Docker Engine at ssh://host: ssh is not spoken here",
        "cannot use the Docker Engine at /run/docker.sock: it is not an address",
        "cannot use the Docker Engine at unix://: it is not an address",
        "cannot use the Docker Engine at npipe:////./pipe/docker: npipe is not spoken here",
      ]))
  func `other addresses are refused with what would do`(address: String, message: String) throws {
    let error = try #require(throws: DockerError.self) { try DockerEndpoint(address) }
    #expect("cannot \(error.action): \(error.cause)" == message)
    #expect(error.hint != nil)
  }

  @Test func `the environment comes first, then the context, then this machine`() async throws {
    try await withTemporaryDirectory { folder in
      let home = folder.path
      try context("far", at: "tcp://127.0.0.1:2375", in: folder)
      let far = ["HOME": home, "DOCKER_CONTEXT": "far"]
      #expect(try address(["HOME": home]) == "unix:///var/run/docker.sock")
      #expect(try address(far) == "tcp://127.0.0.1:2375")
      #expect(
        try address(far.merging(["DOCKER_HOST": "unix:///a"]) { $1 }) == "unix:///a")
      try FileManager.default.createDirectory(
        at: folder.appending(path: ".docker"), withIntermediateDirectories: true)
      try folder.write(#"{"currentContext": "far"}"#, to: ".docker/config.json")
      #expect(try address(["HOME": home]) == "tcp://127.0.0.1:2375")
      #expect(
        try address(["HOME": home, "DOCKER_CONTEXT": "default"]) == "unix:///var/run/docker.sock")
      #expect(
        try address(["DOCKER_CONFIG": "\(home)/.docker"]) == "tcp://127.0.0.1:2375")
    }
  }

  @Test func `a context that is not there is named`() async throws {
    try await withTemporaryDirectory { folder in
      let error = try #require(throws: DockerError.self) {
        try DockerEndpoint.found(in: ["HOME": folder.path, "DOCKER_CONTEXT": "gone"])
      }
      #expect("\(error)".hasPrefix("cannot use the Docker context gone: there is no such context"))
    }
  }

  @Test func `a certificate without its key is refused`() async throws {
    try await withTemporaryDirectory { folder in
      try folder.write("PEM", to: "cert.pem")
      let environment = ["DOCKER_HOST": "tcp://127.0.0.1:1", "DOCKER_CERT_PATH": folder.path]
      let error = try #require(throws: DockerError.self) {
        try DockerEndpoint.found(in: environment)
      }
      #expect(error.cause == "of cert.pem and key.pem in \(folder.path) there is only one")
    }
  }

  private func address(_ environment: [String: String]) throws -> String {
    try DockerEndpoint.found(in: environment).address
  }

  /// As `docker context create` keeps it: under the SHA-256 of its name.
  private func context(_ name: String, at host: String, in home: URL) throws {
    #expect(name == "far")
    // printf far | sha256sum
    let place = "512eea46ceb3921dff4363c7069d89d4964d1d9fccaa0f411851a7aa60a5c868"
    let folder = home.appending(path: ".docker/contexts/meta/\(place)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let meta: Value = [
      "Name": .string(name), "Endpoints": ["docker": ["Host": .string(host)]],
    ]
    try folder.write(JSON.text(meta), to: "meta.json")
  }
}
