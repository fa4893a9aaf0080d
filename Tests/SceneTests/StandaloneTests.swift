// SPDX-License-Identifier: Apache-2.0

import Manifest
import Spawn
import TestKit
import Testing

extension ShortLives {
  /// Clusters in the shape that came before KubeadmControlPlane: a control plane that is a Machine of its own.
  struct StandaloneTests {
    @Test
    func
      `a Machine with a KubeadmConfig is a control plane, what its cluster loses comes back, and all follows git`()
      async throws
    {
      try await Place.with { place in
        let files = [
          "clusters/prod.yaml": try Self.manifest(place, workers: 1),
          "clusters/staging.yaml": try await Self.staging(place),
        ]
        try await GitPlace.serve(files, in: place) { git, cluster in
          try await cluster.play("a Machine with a KubeadmConfig is a control plane") {
            try await cluster.becomesReady(workers: 1)
            let planes = try await cluster.list("kubeadmcontrolplanes")
            let names = planes.map { $0["metadata", "name"]?.string }
            #expect(!names.contains("\(place.cluster)-control-plane"))
            let text = try await cluster.workload("get", "nodes", "-o", "name")
            #expect(text.lines.contains("node/\(place.cluster)-controlplane-0"))
          }
          try await git.offerInside(cluster) { outside, inside in
            let platform = Platform(git: git, cluster: cluster, outside: outside, inside: inside)
            try await platform.runStagingAgent { try await play(platform) }
          }
        }
      }
    }

    private func play(_ platform: Platform) async throws {
      let (cluster, ways) = (platform.cluster, PlatformLife(platform: platform))
      try await cluster.play("an agent brings each cluster its platform", ways.begin)
      try await cluster.play("a load balancer that is lost comes back") {
        try await loseBalancer(cluster)
      }
      try await cluster.play("a worker that is silent is replaced") {
        try await pauseWorker(cluster)
      }
      try await cluster.play("a patch arrives in its environment only", ways.change)
      try await cluster.play("what is deleted returns, what left git goes", ways.correct)
      try await cluster.play("a commit scales the workers") {
        try await ways.scale("clusters/prod.yaml", try Self.manifest(cluster.place, workers: 2))
      }
      try await cluster.play("Flux takes the platform over", ways.changeToFlux)
      try await cluster.play("what leaves git goes in order, and nothing is left") {
        try await ways.end(["clusters/prod.yaml", "clusters/staging.yaml", "clusters/agent.yaml"])
      }
    }

    /// Of the other environment, and without machines.
    private static func staging(_ place: Place) async throws -> String {
      let made = try await Capctl.run(
        "generate", "cluster", "\(place.cluster)-staging", "-i", "inmemory", "-n", "default",
        "--kubernetes-version", "v1.30.0", "--worker-machine-count", "0")
      return made.text.replacing(
        "metadata:\n  name: \(place.cluster)-staging\n",
        with:
          "metadata:\n  labels: {platform: \"yes\", environment: staging}\n  name: \(place.cluster)-staging\n",
        maxReplacements: 1)
    }

    /// It comes back where it was, and leads where it led.
    private func loseBalancer(_ cluster: RealCluster) async throws {
      let balancer = "\(cluster.name)-lb"
      let path = "{{.Id}} {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
      func seen() async throws -> [String] {
        let text = try? await cluster.engine.docker("inspect", "-f", path, balancer)
        return text?.lines.first?.split(separator: " ").map(String.init) ?? []
      }
      let before = try await seen()
      #expect(before.count == 2)
      try await cluster.engine.docker("rm", "-f", "-v", balancer)
      // Whoever sees it missing may have it looked at, and need not wait for the next round.
      try await cluster.kubectl("annotate", "dockercluster", cluster.name, "example.com/look=now")
      try await eventually("another load balancer has its address", every: .seconds(1)) {
        let now = try await seen()
        return now.count == 2 && now[0] != before[0] && now[1] == before[1]
      }
      try await eventually("the cluster answers through it", every: .seconds(1)) {
        (try? await cluster.readyNodes().count) == 2
      }
    }

    /// A container that stands still is a Node that is silent, and is replaced as one that is dead.
    private func pauseWorker(_ cluster: RealCluster) async throws {
      try await cluster.apply(cluster.check(on: "worker"))
      let worker = try #require(try await cluster.machines().first { !$0.isPlane })
      try await cluster.engine.docker("pause", worker.name)
      try await eventually("another is in its place", every: .seconds(1)) {
        let names = try await cluster.machines().map(\.name)
        return names.count == 2 && !names.contains(worker.name)
      }
      try await cluster.becomesReady(workers: 1)
      #expect(!(try await cluster.engine.containers(of: cluster.name)).contains(worker.name))
    }

    /// As people wrote them, in the version of that time where Docker's kinds are not concerned.
    private static func manifest(_ place: Place, workers: Int) throws -> String {
      let image = try DockerPart.nodeImage.value()
      let agent = try DockerPart.agentImage.value()
      let balancer = try DockerPart.balancerImage.value().split(separator: ":").map(String.init)
      let repository = balancer[0].split(separator: "/").dropLast().joined(separator: "/")
      return """
        apiVersion: cluster.x-k8s.io/v1alpha3
        kind: Cluster
        metadata: {name: NAME, namespace: default, labels: {platform: "yes", environment: prod}}
        spec:
          clusterNetwork: {pods: {cidrBlocks: [192.168.0.0/16]}}
          infrastructureRef:
            {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DockerCluster, name: NAME}
        ---
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: DockerCluster
        metadata: {name: NAME}
        spec: {loadBalancer: {imageRepository: \(repository), imageTag: "\(balancer[1])"}}
        ---
        apiVersion: cluster.x-k8s.io/v1alpha3
        kind: Machine
        metadata:
          name: NAME-controlplane-0
          labels: {cluster.x-k8s.io/cluster-name: NAME, cluster.x-k8s.io/control-plane: "true"}
        spec:
          version: v1.20.2
          clusterName: NAME
          bootstrap:
            configRef:
              apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
              kind: KubeadmConfig
              name: NAME-controlplane-0
          infrastructureRef:
            apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
            kind: DockerMachine
            name: NAME-controlplane-0
        ---
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: DockerMachine
        metadata: {name: NAME-controlplane-0}
        spec: {customImage: "\(image)", preLoadImages: ["\(agent)"]}
        ---
        apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
        kind: KubeadmConfig
        metadata: {name: NAME-controlplane-0}
        spec:
          initConfiguration:
            nodeRegistration: {name: '{{ ds.meta_data["local_hostname"] }}'}
          clusterConfiguration:
            controllerManager: {extraArgs: {enable-hostpath-provisioner: "true"}}
          postKubeadmCommands:
          - >-
            sed 's@{[{] *\\.PodSubnet *[}]}@192.168.0.0/16@' /kind/manifests/default-cni.yaml |
            kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f -
        ---
        apiVersion: cluster.x-k8s.io/v1alpha3
        kind: MachineDeployment
        metadata: {name: NAME-md-0}
        spec:
          clusterName: NAME
          replicas: \(workers)
          selector: {matchLabels: {cluster.x-k8s.io/cluster-name: NAME}}
          template:
            metadata: {labels: {cluster.x-k8s.io/cluster-name: NAME}}
            spec:
              version: v1.20.2
              clusterName: NAME
              bootstrap:
                configRef:
                  apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
                  kind: KubeadmConfigTemplate
                  name: NAME-md-0
              infrastructureRef:
                apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
                kind: DockerMachineTemplate
                name: NAME-md-0
        ---
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: DockerMachineTemplate
        metadata: {name: NAME-md-0}
        spec: {template: {spec: {customImage: "\(image)", preLoadImages: ["\(agent)"]}}}
        ---
        apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
        kind: KubeadmConfigTemplate
        metadata: {name: NAME-md-0}
        spec:
          template:
            spec:
              joinConfiguration:
                nodeRegistration: {name: '{{ ds.meta_data["local_hostname"] }}'}
        """.replacing("NAME", with: place.cluster)
    }
  }
}
