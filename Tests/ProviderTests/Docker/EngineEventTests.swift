// SPDX-License-Identifier: Apache-2.0

import API
import Docker
import Kube
import Manifest
import Runtime
import Site
import TestKit
import Testing

@testable import Provider

/// What is done to containers by hand is seen at once, and not when everything is looked at again.
@Suite(.serialized)
struct EngineEventTests {
  @Test func `a load balancer that was removed comes back, and one that was stopped starts`()
    async throws
  {
    try await EngineScene.run { scene in
      let first = try await scene.makeCluster()
      try await scene.engine.removeContainer(first)
      try await scene.isReplaced(first)
      try await scene.isReady(.dockerCluster, scene.name)
      try await scene.engine.stopContainer("\(scene.name)-lb", after: 1)
      try await eventually("it runs again", within: .seconds(120)) {
        try await scene.balancer() != nil
      }
    }
  }

  @Test func `a load balancer that is paused is named, and used again once it goes on`()
    async throws
  {
    try await EngineScene.run { scene in
      let id = try await scene.makeCluster()
      try await scene.engine.call("POST", "/containers/\(id)/pause", to: "pause it")
      try await eventually("it is said", within: .seconds(120)) {
        let condition = try await scene.object(.dockerCluster, scene.name)?
          .condition(ConditionTypes.ready)
        return condition?.status == .no
          && condition?.message.contains("\(scene.name)-lb is paused") == true
      }
      try await scene.engine.call("POST", "/containers/\(id)/unpause", to: "let it go on")
      try await scene.isReady(.dockerCluster, scene.name)
    }
  }

  @Test func `what of a cluster is left out of account is told`() async throws {
    try await EngineScene.run { scene in
      try await scene.addCluster(paused: true)
      let custom: Value = ["loadBalancer": ["customHAProxyConfigTemplateRef": ["name": "own"]]]
      try await scene.patch(.dockerCluster, scene.name, ["spec": custom])
      try await scene.resume(.dockerCluster, scene.name)
      try await scene.isReady(.dockerCluster, scene.name)
      try await eventually("there is an event", within: .seconds(60)) {
        await scene.scene.site.events.flush()
        let events = try await scene.scene.client.list(
          Address(EventRecorder.events, namespace: "default"))
        let warning = events.items.first { $0.value["reason"]?.string == "NotSupported" }
        let message = warning?.value["message"]?.string ?? ""
        return message.contains("customHAProxyConfigTemplateRef")
      }
    }
  }

  @Test func `an engine that went away is followed again, and what happened meanwhile is seen`()
    async throws
  {
    try await EngineScene.run { scene in
      let first = try await scene.makeCluster()
      scene.relay.stop()
      try await scene.engine.removeContainer(first)
      try scene.relay.start()
      try await scene.isReplaced(first)
    }
  }

  @Test func `a network that went meanwhile comes back with the same addresses`() async throws {
    try await EngineScene.run { scene in
      let first = try await scene.makeCluster()
      let address = try await scene.object(.dockerCluster, scene.name)?
        .spec["controlPlaneEndpoint", "host"]?.string
      try await scene.patch(
        .dockerCluster, scene.name, ["metadata": ["annotations": [Annotations.paused: "true"]]])
      try await eventually("it is let be", within: .seconds(60)) {
        try await scene.object(.dockerCluster, scene.name)?.isTrue(ConditionTypes.paused) ?? false
      }
      try await scene.engine.removeContainer(first)
      // Others may live in it: then it stays, and there is nothing to see.
      try? await scene.engine.removeNetwork(DockerValues.network)
      try await scene.resume(.dockerCluster, scene.name)
      try await scene.isReplaced(first)
      let balancer = try await scene.engine.inspectContainer("\(scene.name)-lb")
      let networks = balancer["NetworkSettings", "Networks"]
      #expect(networks?[DockerValues.network, "IPAddress"]?.string == address)
    }
  }

  @Test func `an image that nobody has is named, and nothing is made`() async throws {
    try await EngineScene.run { scene in
      try await scene.addCluster(paused: true)
      try await scene.addMachine(image: "127.0.0.1:1/none:1")
      try await eventually("it is said", within: .seconds(120)) {
        let message = try await scene.object(.dockerMachine, "w")?
          .condition(ConditionTypes.ready)?.message
        return message?.contains("cannot pull the image 127.0.0.1:1/none:1: ") ?? false
      }
      #expect(
        try await scene.engine.containers(labels: ["io.x-k8s.kind.cluster": scene.name]).isEmpty)
    }
  }
}
