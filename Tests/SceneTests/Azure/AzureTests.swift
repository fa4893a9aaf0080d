// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

extension ShortLives {
  /// A cluster on Azure, whose machines boot from the custom data they are given, behind the load balancer they
  /// are given.
  struct AzureTests {
    @Test func `the cluster of the slides comes up on Azure, changes, and nothing is left of it`()
      async throws
    {
      try await Place.with { place in
        try await AzurePlace.run(on: place.engine) { azure in
          try await place.serve(following: azure.words, environment: azure.environment) { cluster in
            let life = AzureLife(cluster: cluster, azure: azure)
            try await cluster.play("a v1alpha3 cluster becomes two nodes on Azure", life.begin)
            try await cluster.play("its secret is nowhere but on its nodes", life.keepSecret)
            try await cluster.play("another worker comes on Azure", life.scale)
            try await cluster.play("other virtual machines come in their place", life.roll)
            try await cluster.play("nothing is left on Azure", life.end)
          }
        }
      }
    }
  }
}

/// The scenes in the life of a cluster on Azure.
private struct AzureLife {
  let cluster: RealCluster
  let azure: AzurePlace

  private var manifest: AzureManifest { AzureManifest(cluster: cluster.name) }
  private var plane: String { azure.container(of: "\(cluster.name)-controlplane-0") }

  func begin() async throws {
    try await cluster.apply(try AzureAddOns.text())
    try await cluster.apply(manifest.text(workers: 1))
    try await cluster.becomesReady(workers: 1)
    let path = "jsonpath={range .items[*]}{.spec.providerID}{\"\\n\"}{end}"
    let nodes = try await cluster.workload("get", "nodes", "-o", path).lines
    let machines = try await cluster.list("azuremachines").map { $0["spec", "providerID"]?.string }
    #expect(Set(nodes) == Set(machines.map { $0 ?? "" }))
    let group = "/resourceGroups/\(manifest.group)/"
    #expect(nodes.count == 2 && nodes.allSatisfy { $0.contains(group) }, "\(nodes)")
    try await checkAddresses()
    // They tolerate no Node that nobody has initialized, and answer when the pods' network is there.
    try await cluster.workload(
      "-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout", "100s")
    #expect(try await azure.containers().count == 3, "a load balancer and two nodes")
  }

  /// Nodes have the addresses that their interfaces were given in their subnets.
  private func checkAddresses() async throws {
    let path =
      #"jsonpath={range .items[*]}{.metadata.name} {.status.addresses[?(@.type=="InternalIP")].address}{"\n"}{end}"#
    let nodes = try await cluster.workload("get", "nodes", "-o", path).lines.sorted()
    let interfaces = azure.resources.filter {
      $0["type"] == "Microsoft.Network/networkInterfaces"
    }
    let given = interfaces.map { interface in
      let part = interface["properties", "ipConfigurations"]?.list?.first
      let name = interface["name"]?.string?.replacing("-nic", with: "") ?? ""
      return "\(name) \(part?["properties", "privateIPAddress"]?.string ?? "")"
    }
    #expect(nodes == given.sorted())
    #expect(nodes.contains { $0.contains(" 10.0.") } && nodes.contains { $0.contains(" 10.1.") })
  }

  func keepSecret() async throws {
    let file = try await azure.engine.docker("exec", plane, "cat", "/etc/kubernetes/azure.json")
    #expect(file.contains(AzurePlace.secret))
    let kinds = try await cluster.kubectl(
      "api-resources", "--namespaced", "--verbs", "list", "-o", "name"
    ).lines.filter { $0 != "secrets" }
    let objects = try await cluster.kubectl(
      "get", kinds.joined(separator: ","), "--all-namespaces", "--ignore-not-found", "-o", "yaml")
    #expect(objects.contains(cluster.name) && !objects.contains(AzurePlace.secret))
    #expect(!cluster.server.daemon.lines.contains { $0.contains(AzurePlace.secret) })
    let change = try cluster.place.folder.write(
      manifest.text(workers: 2, diskSize: 31), to: "change.yaml")
    let plan = try await Capctl.run(
      "plan", "-f", change.path, "-n", "default", "--data-dir", cluster.server.folder.path)
    #expect(plan.exitCode == 2 && !plan.text.contains(AzurePlace.secret), "\(plan.errorText)")
    #expect(!plan.errorText.contains(AzurePlace.secret))
  }

  func scale() async throws {
    try await cluster.apply(manifest.text(workers: 2))
    try await cluster.becomesReady(workers: 2)
    #expect(try await azure.containers().count == 4)
  }

  func roll() async throws {
    let before = Set(try await cluster.machines().filter { !$0.isPlane }.map(\.name))
    try await cluster.apply(manifest.text(workers: 1, diskSize: 31))
    try await eventually("the worker is another", within: .seconds(900), every: .seconds(1)) {
      let names = Set(try await cluster.machines().filter { !$0.isPlane }.map(\.name))
      return names.count == 1 && names.isDisjoint(with: before)
    }
    try await cluster.becomesReady(workers: 1)
    let sizes = azure.resources.filter { $0["type"] == "Microsoft.Compute/virtualMachines" }
      .map { $0["properties", "storageProfile", "osDisk"]?["diskSizeGB"] ?? .null }
    #expect(sizes.count == 2 && sizes.contains(31), "\(sizes)")
    #expect(try await azure.containers().count == 3)
  }

  func end() async throws {
    var volumes: [String] = []
    for container in try await azure.containers() {
      volumes += try await azure.engine.docker(
        "inspect", "-f", "{{range .Mounts}}{{if .Name}}{{println .Name}}{{end}}{{end}}", container
      ).lines
    }
    #expect(volumes.count == 2, "one of each node")
    try await cluster.kubectl("delete", "cluster", cluster.name, "--timeout", "110s")
    #expect(azure.resources.map { $0["id"]?.string ?? "" } == [])
    try await eventually("no container is left", every: .milliseconds(200)) {
      try await azure.containers().isEmpty
    }
    let left = try await azure.engine.docker("volume", "ls", "-q").lines
    #expect(Set(left).isDisjoint(with: volumes))
  }
}
