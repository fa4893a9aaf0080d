// SPDX-License-Identifier: Apache-2.0

import AzureEmulator
import Foundation
import Manifest

/// A cluster of three control planes and three workers on an emulated Azure whose operations take as long as
/// Azure's: how long until all of it is there, beside what the longest chain of its resources takes; how many
/// requests that took, and how many it takes to look after many of them.
enum AzureBench {
  static func claims() async throws -> [Claim] {
    var settings = try Settings(["pollAfter": 1])
    try settings.change(["delays": try JSON.parse(Settings.realDelays)])
    let emulator = try AzureEmulator(settings)
    let url = "http://\(try emulator.listen())"
    let fleet = try await FleetUnderTest(environment: environment(url))
    defer { fleet.stop() }
    let start = ContinuousClock.now
    try await AzureFleet.make(in: fleet)
    try await AzureFleet.wait(in: fleet)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let calls = requests(of: emulator)
    let graph = try CallGraph(calls)
    let reads = try await steadyReads(fleet, emulator)
    let limit = settings.value["limits", "reads", "perSecond"]?.double ?? 0
    await emulator.shutDown()
    return [
      .time("Azure 3+3, its longest chain", ours: seconds, theirs: graph.longest, goal: 1.15),
      count("Azure 3+3, requests", calls.count, graph.serialRequests, goal: 0.5),
      // Each object is looked at once in ten minutes, and there is to be room to spare.
      .limit("200 on Azure, reads a second", Double(reads) * 200 / 600, of: limit / 2, "/s"),
    ]
  }

  private static func environment(_ url: String) -> [String: String] {
    [
      "AZURE_RESOURCE_MANAGER_ENDPOINT": url,
      "AZURE_TENANT_ID": "7e57a000-0000-4000-8000-000000000001",
      "AZURE_SUBSCRIPTION_ID": "50b5c000-0000-4000-8000-000000000001",
      "AZURE_CLIENT_ID": "c11e4000-0000-4000-8000-000000000001",
      "AZURE_CLIENT_SECRET": "emulator-secret",
    ]
  }

  private static func count(_ name: String, _ ours: Int, _ theirs: Int, goal: Double) -> Claim {
    Claim(
      name: name, ours: "\(ours)", theirs: "\(theirs)", ratio: Double(ours) / Double(theirs),
      goal: goal)
  }

  /// All calls but those for tokens.
  private static func requests(of emulator: AzureEmulator) -> [Value] {
    let all = emulator.answer(Call("GET", "/emulator/requests")).body?["value"]?.list ?? []
    return all.filter { $0["path"]?.string?.hasPrefix("/subscriptions/") == true }
  }

  /// How many reads it takes to look at each object of a cluster that is as it should be.
  private static func steadyReads(
    _ fleet: FleetUnderTest, _ emulator: AzureEmulator
  ) async throws -> Int {
    // What was begun ends first.
    try await Task.sleep(for: .seconds(10))
    _ = emulator.answer(Call("DELETE", "/emulator/requests"))
    try await AzureFleet.look(in: fleet)
    try await Task.sleep(for: .seconds(10))
    let reads = requests(of: emulator)
    guard reads.allSatisfy({ $0["method"] == "GET" }), reads.count > AzureFleet.count else {
      throw BenchError(cause: "a cluster that is as it should be is not let alone")
    }
    return reads.count
  }
}

/// The objects of that cluster: its machines have their bootstrap data already.
private enum AzureFleet {
  private static let path = "/apis/infrastructure.cluster.x-k8s.io/v1beta1/namespaces/default"
  private static let names = (0..<3).flatMap { ["cp-\($0)", "worker-\($0)"] }

  /// How many objects there are.
  static let count = names.count + 1

  static func make(in fleet: FleetUnderTest) async throws {
    let core = "/apis/cluster.x-k8s.io/v1beta2/namespaces/default"
    try await post(
      """
      metadata: {name: azure}
      spec:
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureCluster, name: azure}
      """, "Cluster", to: "\(core)/clusters", fleet)
    try await post(
      """
      metadata: {name: azure, labels: {cluster.x-k8s.io/cluster-name: azure}}
      spec: {location: westeurope}
      """, "AzureCluster", to: "\(path)/azureclusters", fleet)
    for name in names {
      let label = name.hasPrefix("cp") ? "cluster.x-k8s.io/control-plane: \"\", " : ""
      try await post(
        "metadata: {name: \(name)}\nstringData: {value: \"#cloud-config\"}", "Secret",
        to: "/api/v1/namespaces/default/secrets", fleet)
      try await post(
        """
        metadata: {name: \(name), labels: {\(label)cluster.x-k8s.io/cluster-name: azure}}
        spec:
          vmSize: Standard_D2s_v3
          osDisk: {osType: Linux, diskSizeGB: 30, managedDisk: {storageAccountType: Premium_LRS}}
        """, "AzureMachine", to: "\(path)/azuremachines", fleet)
      try await post(
        """
        metadata: {name: \(name), labels: {\(label)cluster.x-k8s.io/cluster-name: azure}}
        spec:
          clusterName: azure
          version: v1.31.2
          bootstrap: {dataSecretName: \(name)}
          infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureMachine, name: \(name)}
        """, "Machine", to: "\(core)/machines", fleet)
    }
  }

  private static func post(
    _ text: String, _ kind: String, to path: String, _ fleet: FleetUnderTest
  ) async throws {
    var object = try YAML.parse(text)
    let words = path.split(separator: "/")
    object["apiVersion"] = .string(words[0] == "api" ? "v1" : "\(words[1])/\(words[2])")
    object["kind"] = .string(kind)
    try await fleet.post(object, to: path)
  }

  /// Until all machines are there.
  static func wait(in fleet: FleetUnderTest) async throws {
    let deadline = ContinuousClock.now + .seconds(600)
    while true {
      let machines = try await fleet.get("\(path)/azuremachines")["items"]?.list ?? []
      if machines.filter({ $0["status", "ready"] == true }).count == names.count { return }
      guard ContinuousClock.now < deadline else {
        let conditions = machines.map { JSON.text($0["status", "conditions"] ?? .null) }
        throw BenchError(cause: "it is not there after ten minutes: \(conditions)")
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// Has each object looked at once.
  static func look(in fleet: FleetUnderTest) async throws {
    let mark: Value = ["metadata": ["annotations": ["example.com/look": "now"]]]
    try await fleet.patch("\(path)/azureclusters/azure", mark)
    for name in names { try await fleet.patch("\(path)/azuremachines/\(name)", mark) }
  }
}
