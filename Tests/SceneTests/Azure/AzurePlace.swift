// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import Docker
import HTTP
import Manifest
import TestKit

/// An Azure on this machine, whose virtual machines and load balancers are containers.
struct AzurePlace {
  static let tenant = "7e57a000-0000-4000-8000-000000000001"
  static let subscription = "50b5c000-0000-4000-8000-000000000001"
  static let client = "c11e4000-0000-4000-8000-000000000001"
  /// What nobody is to see: no other word has it in it.
  static let secret = "hunter2-and-3"

  let engine: Engine
  private let emulator: AzureEmulator
  private let url: String
  private let label: String

  /// Runs `body` beside one, which goes with all that is in it.
  static func run(on engine: Engine, _ body: (AzurePlace) async throws -> Void) async throws {
    let docker = DockerEngine(
      at: try DockerEndpoint(engine.address), over: HTTPClient(environment: [:]))
    let machines = try await ContainerMachines.open(
      on: docker,
      .init(
        machine: try DockerPart.azureImage.value(), balancer: try DockerPart.balancerImage.value()))
    do {
      let settings = try Settings([
        "clients": [client: ["secret": .string(secret)]], "pollAfter": 1,
      ])
      let emulator = try AzureEmulator(settings, machines: machines)
      let url = "http://\(try emulator.listen())"
      let place = AzurePlace(
        engine: engine, emulator: emulator, url: url, label: machines.label)
      do {
        try await body(place)
      } catch {
        throw TestFailure("play on Azure", "\(error)\n\(await place.story())")
      }
      await emulator.shutDown()
    } catch {
      try await machines.close()
      throw error
    }
    try await machines.close()
    let left = try await engine.docker("network", "ls", "-q", "--filter", "name=\(machines.label)")
    guard left.isEmpty else { throw TestFailure("leave Azure", "its network is still there") }
  }

  // MARK: For capctl

  /// Variables of the process, and that files may name them.
  var environment: [String: String] {
    [
      "AZURE_RESOURCE_MANAGER_ENDPOINT": url, "AZURE_TENANT_ID": Self.tenant,
      "AZURE_SUBSCRIPTION_ID": Self.subscription, "AZURE_CLIENT_ID": Self.client,
      "AZURE_CLIENT_SECRET": Self.secret,
    ]
  }

  var words: [String] {
    environment.keys.filter { !$0.hasSuffix("ENDPOINT") }.sorted()
      .flatMap { ["--env", "\($0)=default"] }
  }

  // MARK: What is there

  /// All that Azure knows of.
  var resources: [Value] {
    emulator.answer(Call("GET", "/emulator/resources")).body?["value"]?.list ?? []
  }

  /// Bodies of what was sent there, and answers to none of it.
  var requests: [Value] {
    emulator.answer(Call("GET", "/emulator/requests")).body?["value"]?.list ?? []
  }

  func containers() async throws -> [String] {
    try await engine.docker(
      "ps", "-a", "--format", "{{.Names}}", "--filter", "label=\(ContainerMachines.mark)=\(label)"
    ).lines.sorted()
  }

  func container(of machine: String) -> String { "\(label)-\(machine)" }

  /// The last words of each machine's boot.
  private func story() async -> String {
    var lines: [String] = []
    for name in (try? await containers()) ?? [] {
      lines.append("container \(name)")
      let log = try? await engine.docker(
        "exec", name, "tail", "-n", "15", "/var/log/cloud-init-output.log")
      lines += log?.lines ?? []
    }
    return lines.joined(separator: "\n")
  }
}
