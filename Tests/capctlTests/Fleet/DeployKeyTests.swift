// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Site
import TestKit
import Testing

@testable import capctl

/// A key that capctl makes for an agent, and a server of git that has to be told of it.
struct DeployKeyTests {
  private static func agent(_ url: String) -> String {
    """
    apiVersion: gitops.capctl.dev/v1alpha1
    kind: GitOpsAgent
    metadata: {name: platform}
    spec:
      clusterRef: {name: demo}
      type: flux
      source: {url: "\(url)", secretRef: {name: deploy-key}, generateKey: true}
      path: clusters/demo
      flux: {manifest: {configMap: flux}}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: flux}
    data:
      install.yaml: |
        # Flux Version: v2.0.0
        apiVersion: v1
        kind: Namespace
        metadata: {name: flux-system}
    """
  }

  private func agent(_ scene: FleetScene) async throws -> GitOpsAgent? {
    try await scene.find(GitOpsAgent.self, "platform")
  }

  private func secret(_ scene: FleetScene) async throws -> Object? {
    let address = Address(.secrets, namespace: FleetScene.namespace, name: "deploy-key")
    return try await scene.client.find(address)
  }

  private static let messages = [
    "Change", "Add Flux v2.0.0 component manifests", "Add Flux sync manifests",
  ]

  @Test func `a key is made once, and serves when the server knows it`() async throws {
    try await SSHServer.run { sshd in
      try await withTemporaryDirectory { folder in
        let repository = try await FleetRepository(in: folder)
        try await repository.commit(["README.md": "platform"])
        let url = "ssh://\(sshd.user)@127.0.0.1:\(sshd.port)\(repository.origin.path)"
        try await FleetScene.run { scene in
          try await scene.make("demo")
          try await scene.apply(Self.agent(url))
          let made = try await play(scene, sshd, repository)
          try await scene.apply(Self.agent(url) + "\n    # Flux Version: v2.0.0, once more")
          try await eventually("another commit tells that all was looked at again") {
            try await repository.messages().count == 4
          }
          #expect(try await secret(scene)?.value["data"] == made)
          #expect(try await repository.messages().prefix(3) == Self.messages[...])
        }
      }
    }
  }

  /// - Returns: What the Secret holds.
  private func play(
    _ scene: FleetScene, _ sshd: SSHServer, _ repository: FleetRepository
  ) async throws -> Value? {
    try await eventually("the key's public half is told") {
      try await agent(scene)?.publicKey != nil
    }
    let line = try #require(try await agent(scene)?.publicKey)
    let secret = try #require(try await secret(scene))
    #expect(line.hasPrefix("ecdsa-sha2-nistp384 ") && line.hasSuffix(" capctl platform"))
    #expect(secret.secretText("identity.pub") == line + "\n")
    for type in SSHServer.KeyType.allCases {
      let key = try sshd.publicHostKey(type)
      #expect(secret.secretText("known_hosts")?.contains("[127.0.0.1]:\(sshd.port) \(key)") == true)
    }
    try await eventually("the server does not know it yet") {
      let entry = try await agent(scene)?.clusters.first
      return entry?["state"] == "Failed"
        && entry?["message"]?.string?.contains("login refused") == true
    }
    try sshd.authorize(line)
    try await eventually("Flux is committed") {
      try await repository.messages() == Self.messages
    }
    return secret.value["data"]
  }

  @Test(arguments: [
    ("ssh://git@127.0.0.1:1/platform.git", "connection refused"),
    ("https://127.0.0.1:1/platform.git", "is not reached over ssh"),
  ])
  func `a server that shows no keys is named`(_ url: String, _ cause: String) async throws {
    try await FleetScene.run { scene in
      try await scene.apply(Self.agent(url))
      try await eventually("the agent says why there is no key") {
        let ready = try await agent(scene)?.condition("Ready")
        return ready?.status == .no && ready?.message.contains(cause) == true
      }
      #expect(try await secret(scene) == nil)
    }
  }
}
