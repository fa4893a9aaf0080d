// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// A container of a list.
package struct Container: Sendable, Hashable {
  package let id: String
  package let name: String
  package let labels: [String: String]
  /// `created`, `running`, `paused`, `exited` …
  package let state: String

  init?(_ value: Value) {
    guard let id = value["Id"]?.string, let state = value["State"]?.string,
      let name = value["Names"]?.list?.first?.string
    else { return nil }
    self.id = id
    self.name = name.hasPrefix("/") ? String(name.dropFirst()) : name
    self.state = state
    labels = (value["Labels"]?.map ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string }
  }
}

extension DockerEngine {
  /// Every container that has all of these labels, those that do not run included.
  package func containers(
    labels: [String: String] = [:]
  ) async throws(DockerError) -> [Container] {
    let answer = try await call(
      "GET", "/containers/json", [("all", "1"), ("filters", filters(labels))],
      to: "list containers")
    return (answer.list ?? []).compactMap(Container.init)
  }

  /// Makes a container as `settings` say, in the words of the engine's API.
  /// - Returns: Its id.
  package func createContainer(
    _ name: String, _ settings: Value
  ) async throws(DockerError) -> String {
    let action = "create container \(name)"
    let answer = try await call(
      "POST", "/containers/create", [("name", name)], body: settings, to: action)
    guard let id = answer["Id"]?.string else {
      throw DockerError(action, "the engine did not say its id")
    }
    return id
  }

  package func startContainer(_ name: String) async throws(DockerError) {
    try await call("POST", "/containers/\(name)/start", to: "start container \(name)")
  }

  /// Asks it to end, and kills it after that many seconds.
  package func stopContainer(_ name: String, after seconds: Int = 10) async throws(DockerError) {
    try await call(
      "POST", "/containers/\(name)/stop", [("t", "\(seconds)")], to: "stop container \(name)")
  }

  package func killContainer(_ name: String, signal: String = "KILL") async throws(DockerError) {
    try await call(
      "POST", "/containers/\(name)/kill", [("signal", signal)], to: "kill container \(name)")
  }

  /// Removes a container, running or not, and the volumes that have no name. One that is not there is
  /// gone already.
  package func removeContainer(_ name: String) async throws(DockerError) {
    do throws(DockerError) {
      try await call(
        "DELETE", "/containers/\(name)", [("force", "1"), ("v", "1")],
        to: "remove container \(name)")
    } catch  where error.isNotFound {}
  }

  /// All that the engine knows of a container.
  package func inspectContainer(_ name: String) async throws(DockerError) -> Value {
    try await call("GET", "/containers/\(name)/json", to: "inspect container \(name)")
  }

  /// A filter of lists, as the API wants it.
  func filters(_ labels: [String: String]) -> String {
    let wanted = labels.sorted { $0.key < $1.key }.map { Value.string("\($0.key)=\($0.value)") }
    return JSON.text(wanted.isEmpty ? [:] : ["label": .list(wanted)])
  }
}
