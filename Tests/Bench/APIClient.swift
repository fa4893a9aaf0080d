// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest

/// The client program, pointed at one server.
struct APIClient {
  private static let group = "/apis/bench.capctl.dev/v1/namespaces/default"
  static let machines = "\(group)/machines"
  static let one = "\(machines)/one"
  /// A kind of its own, so that watches are not told what other benches do.
  static let others = "\(group)/others"
  private static let configMaps = "/api/v1/namespaces/default/configmaps"

  private let program: String
  private let kubeconfig: String
  private var words: [String]

  /// Reads the kubeconfig, and writes the certificates in it to files, as the program wants them.
  init(_ program: String, _ kubeconfig: String, in folder: URL) throws {
    self.program = program
    self.kubeconfig = kubeconfig
    let config = try YAML.parse(String(contentsOfFile: kubeconfig, encoding: .utf8))
    let cluster = config["clusters"]?.list?.first?["cluster"]
    let user = config["users"]?.list?.first?["user"]
    let port = cluster?["server"]?.string?.split(separator: ":").last.map(String.init) ?? ""
    let place = folder.appending(path: "client-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let files = try [
      (cluster, "certificate-authority-data"), (user, "client-certificate-data"),
      (user, "client-key-data"),
    ].map { map, name in
      let data = Data(base64Encoded: map?[name]?.string ?? "") ?? Data()
      let file = place.appending(path: name)
      try data.write(to: file)
      return file.path
    }
    words = [port] + files
  }

  /// The same, through a unix socket.
  func through(_ socket: String) -> APIClient {
    var client = self
    client.words[0] = socket
    return client
  }

  /// Makes the kinds that are measured, and one object of them.
  func define() throws {
    try apply(Self.definition("machines", "Machine") + "---\n" + Self.definition("others", "Other"))
    try run(
      "kubectl",
      [
        "--kubeconfig", kubeconfig, "wait", "--for=condition=Established", "--timeout=60s",
        "crd/machines.bench.capctl.dev", "crd/others.bench.capctl.dev",
      ])
    try apply(Self.body(kind: "Machine").replacing("NAME", with: "one"))
  }

  private func apply(_ text: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      do {
        try run(
          "kubectl", ["--kubeconfig", kubeconfig, "create", "--validate=false", "-f", file.path])
        return
      } catch {
        // A kind that was just defined may not be served yet.
        guard ContinuousClock.now < deadline else { throw error }
        usleep(200_000)
      }
    }
  }

  /// Runs one command of the program, and returns the numbers that it prints.
  @discardableResult
  func ask(
    _ command: String, _ count: Int, _ amount: Int = 0, path: String = machines
  ) throws -> [String: Double] {
    let kind = path == Self.others ? "Other" : "Machine"
    let text = try run(
      program, [command] + words + [path, "\(count)", "\(amount)", Self.body(kind: kind)])
    var numbers: [String: Double] = [:]
    for pair in text.split(whereSeparator: \.isWhitespace) {
      let parts = pair.split(separator: "=")
      if parts.count == 2 { numbers[String(parts[0])] = Double(parts[1]) }
    }
    return numbers
  }

  /// Runs `body` while so many watches are open.
  func holding<Result>(_ count: Int, _ body: () throws -> Result) throws -> Result {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: program)
    process.arguments = ["hold"] + words + [Self.configMaps, "\(count)"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }
    guard !output.fileHandleForReading.availableData.isEmpty else {
      throw BenchError(cause: "the watches did not open")
    }
    return try body()
  }

  /// About a kilobyte, as a machine of Cluster API has it.
  private static func body(kind: String) -> String {
    let notes = (0..<8).map { "\"note-\($0)\":\"\(String(repeating: "x", count: 60))\"" }
    return """
      {"apiVersion":"bench.capctl.dev/v1","kind":"\(kind)","metadata":{"name":"NAME",\
      "labels":{"pool":"a","zone":"b"},"annotations":{\(notes.joined(separator: ","))}},\
      "spec":{"replicas":3,"version":"v1.31.0","template":{"image":"image","size":"large",\
      "disks":[{"name":"os","gigabytes":128},{"name":"etcd","gigabytes":64}]}}}
      """
  }

  private static func definition(_ plural: String, _ kind: String) -> String {
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: \(plural).bench.capctl.dev}
    spec:
      group: bench.capctl.dev
      names: {plural: \(plural), singular: \(kind.lowercased()), kind: \(kind), listKind: \(kind)List}
      scope: Namespaced
      versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                properties:
                  replicas: {type: integer, minimum: 0}
                  version: {type: string}
                  template:
                    type: object
                    properties:
                      image: {type: string}
                      size: {type: string}
                      disks:
                        type: array
                        items:
                          type: object
                          properties:
                            name: {type: string}
                            gigabytes: {type: integer}

    """
  }
}
