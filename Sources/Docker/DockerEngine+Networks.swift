// SPDX-License-Identifier: Apache-2.0

package import Manifest

extension DockerEngine {
  /// What the engine says of itself: its name, machine, limits.
  package func information() async throws(DockerError) -> Value {
    try await call("GET", "/info", to: "ask the engine about itself")
  }

  // MARK: Networks

  /// Makes a bridge network; where there is one of that name already, that is a conflict.
  /// - Returns: Its id.
  package func createNetwork(
    _ name: String, labels: [String: String] = [:], options: [String: String] = [:]
  ) async throws(DockerError) -> String {
    let action = "create network \(name)"
    let settings: Value = [
      "Name": .string(name), "Driver": "bridge", "CheckDuplicate": true, "Labels": value(labels),
      "Options": value(options),
    ]
    let answer = try await call("POST", "/networks/create", body: settings, to: action)
    guard let id = answer["Id"]?.string else {
      throw DockerError(action, "the engine did not say its id")
    }
    return id
  }

  package func inspectNetwork(_ name: String) async throws(DockerError) -> Value {
    try await call("GET", "/networks/\(name)", to: "inspect network \(name)")
  }

  /// The networks that have all of these labels, as the engine lists them.
  package func networks(labels: [String: String]) async throws(DockerError) -> [Value] {
    let query: Query = [("filters", filters(labels))]
    return try await call("GET", "/networks", query, to: "list networks").list ?? []
  }

  /// Removes a network; one that is not there is gone already, one that is in use is refused.
  package func removeNetwork(_ name: String) async throws(DockerError) {
    do throws(DockerError) {
      try await call("DELETE", "/networks/\(name)", to: "remove network \(name)")
    } catch  where error.isNotFound {}
  }

  // MARK: Volumes

  package func createVolume(
    _ name: String, labels: [String: String] = [:]
  ) async throws(DockerError) {
    let settings: Value = ["Name": .string(name), "Labels": value(labels)]
    try await call("POST", "/volumes/create", body: settings, to: "create volume \(name)")
  }

  /// The volumes that have all of these labels, as the engine lists them.
  package func volumes(labels: [String: String]) async throws(DockerError) -> [Value] {
    let query: Query = [("filters", filters(labels))]
    return try await call("GET", "/volumes", query, to: "list volumes")["Volumes"]?.list ?? []
  }

  /// Removes a volume; one that is not there is gone already.
  package func removeVolume(_ name: String) async throws(DockerError) {
    do throws(DockerError) {
      try await call("DELETE", "/volumes/\(name)", to: "remove volume \(name)")
    } catch  where error.isNotFound {}
  }

  private func value(_ map: [String: String]) -> Value {
    .map(Map(map.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
  }
}
