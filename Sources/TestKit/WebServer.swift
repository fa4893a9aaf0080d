// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Spawn

/// Debian's nginx on loopback, with all its files in a directory of its own.
package struct WebServer: Sendable {
  /// What it serves, and to whom.
  package struct Options: Sendable {
    /// Served at `/`; an empty directory unless given.
    package var files: URL?

    /// Git repositories below this directory are served at `/git/`, for fetching and pushing.
    package var repositories: URL?

    /// Makes it speak https (and HTTP/2).
    package var identity: TestCA.Identity?

    /// Clients must show a certificate from this CA.
    package var clientCA: URL?

    /// Names and passwords of whom it lets in; everybody where there is none.
    package var users: [String: String] = [:]

    /// Lets in only who brings this token.
    package var bearerToken: String?

    /// Directives for nginx's `server` block.
    package var directives: [String] = []

    package init() {}
  }

  /// Its address without a path: `https://localhost:41234`.
  package let url: String

  /// Where it listens too, for plain http.
  package let socket: String

  private let directory: URL

  /// Runs `body` beside a server.
  package static func run<Result: Sendable>(
    _ options: Options = Options(), _ body: (WebServer) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryDirectory { directory in
      let port = try freePort()
      let scheme = options.identity == nil ? "http" : "https"
      let server = WebServer(
        url: "\(scheme)://localhost:\(port)", socket: directory.appending(path: "http.sock").path,
        directory: directory)
      try directory.write(options.passwords, to: "passwords")
      let settings = try directory.write(
        options.settings(port: port, socket: server.socket, in: directory), to: "nginx.conf")
      let command = Command(
        try Part.path("nginx"), "-p", directory.path, "-e", "stderr", "-c", settings.path)
      return try await withGit(options, in: directory) {
        try await Daemon.run(command, until: .accepts(port: port)) { _ in try await body(server) }
      }
    }
  }

  /// The requests so far, as `GET /path 200`, in the order in which they ended.
  package func requests() throws -> [String] {
    let log = try String(contentsOf: directory.appending(path: "requests"), encoding: .utf8)
    return log.split(separator: "\n").map(String.init)
  }

  /// Runs `body` beside what executes `git http-backend` for nginx, where that is wanted.
  private static func withGit<Result: Sendable>(
    _ options: Options, in directory: URL, _ body: () async throws -> Result
  ) async throws -> Result {
    guard options.repositories != nil else { return try await body() }
    let socket = directory.appending(path: "git.sock").path
    let command = Command(try Part.path("fcgiwrap"), "-c", "2", "-s", "unix:\(socket)")
    return try await Daemon.run(command, until: .exists(path: socket)) { _ in try await body() }
  }
}
