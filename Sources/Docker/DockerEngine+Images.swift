// SPDX-License-Identifier: Apache-2.0

package import HTTP
package import Manifest

/// How far a pull has come.
package struct PullProgress: Sendable, Hashable {
  /// Layers that are here, and all that are known of.
  package private(set) var done = 0
  package private(set) var layers = 0
  private var states: [String: Bool] = [:]

  /// Takes up what the engine says of one layer.
  mutating func add(_ line: Value) {
    guard let layer = line["id"]?.string, let status = line["status"]?.string,
      !status.hasPrefix("Pulling from")
    else { return }
    states[layer] = status == "Pull complete" || status == "Already exists"
    layers = states.count
    done = states.values.count { $0 }
  }
}

extension DockerEngine {
  /// What the engine knows of an image; nil where it has none of that name.
  package func inspectImage(_ name: String) async throws(DockerError) -> Value? {
    let action = "look for the image \(name)"
    let reply = try await reply("GET", "/images/\(name)/json", to: action)
    if reply.status == 404 { return Optional<Value>.none }
    guard reply.isSuccess else { throw DockerError(action, reply.message, status: reply.status) }
    return reply.body
  }

  /// Has the engine fetch an image from its registry, and tells how far it is.
  package func pullImage(
    _ name: String, _ progress: @Sendable (PullProgress) -> Void = { _ in }
  ) async throws(DockerError) {
    let action = "pull the image \(name)"
    // Without a tag or digest the engine would fetch all there are.
    let last = name.split(separator: "/").last ?? ""
    let isExact = last.contains(":") || last.contains("@")
    let query: Query = [("fromImage", isExact ? name : name + ":latest")]
    let request = try await request("POST", "/images/create", query, to: action)
    var state = PullProgress()
    try await eachLine(of: stream(request, to: action).body, to: action) { line in
      if let trouble = line["error"]?.string { return trouble }
      state.add(line)
      progress(state)
      return nil
    }
  }

  /// Images as one archive, as it comes: their names and all that is in them.
  package func saveImages(_ names: [String]) async throws(DockerError) -> HTTPResponseBody {
    let action = "save the images \(names.joined(separator: ", "))"
    let query: Query = names.map { ("names", $0) }
    return try await stream(request("GET", "/images/get", query, to: action), to: action).body
  }

  /// Takes images from an archive.
  package func loadImages(_ archive: HTTPBody) async throws(DockerError) {
    let action = "load images"
    var request = try await request("POST", "/images/load", [("quiet", "1")], to: action)
    request.headers["Content-Type"] = "application/x-tar"
    request.body = archive
    try await eachLine(of: stream(request, to: action).body, to: action) { $0["error"]?.string }
  }

  package func removeImage(_ name: String) async throws(DockerError) {
    do throws(DockerError) {
      try await call("DELETE", "/images/\(name)", to: "remove the image \(name)")
    } catch  where error.isNotFound {}
  }

  /// Reads lines up to the end; one in which `visit` finds trouble ends it.
  func eachLine(
    of body: HTTPResponseBody, to action: String, _ visit: (Value) -> String?
  ) async throws(DockerError) {
    var lines = JSONLines()
    while let bytes = try await next(of: body, to: action) {
      do throws(ManifestError) {
        for line in try lines.add(bytes) {
          if let trouble = visit(line) { throw ManifestError(action, trouble) }
        }
      } catch {
        throw DockerError(action, error.cause)
      }
    }
  }

  func next(of body: HTTPResponseBody, to action: String) async throws(DockerError) -> [UInt8]? {
    try await attempt(action) { () throws(HTTPError) in try await body.next() }
  }
}
