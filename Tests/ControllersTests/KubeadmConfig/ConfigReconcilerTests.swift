// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Log
import ManagementAPI
import Manifest
import Runtime
import TestKit
import Testing

@testable import Controllers
@testable import Site

@Suite struct ConfigReconcilerTests {
  @Test func `a worker waits for a cluster to join, and is given a token and the authority's hash`()
    async throws
  {
    try await withStage { stage in
      try await stage.create(stage.cluster(withControlPlane: true))
      try await stage.addMachine("w", isControlPlane: false)
      try await stage.pass()
      #expect(try await stage.reason("w") == "WaitingForClusterInfrastructureReady")
      try await stage.provision()
      try await stage.pass()
      #expect(try await stage.reason("w") == "WaitingForControlPlaneInitialized")
      try await stage.initialize()
      try await stage.pass()
      #expect(try await stage.message("w").contains("c-ca"))
      try await stage.createAuthority()
      try await stage.pass()
      let text = try await stage.userData("w")
      let token = try #require(UserData.token(of: try await stage.secret("w")))
      #expect(text.contains("kubeadm join"))
      #expect(text.contains("token: \(token.text.reveal())"))
      #expect(text.contains("sha256:"))
      #expect(!text.contains("BEGIN"))
      let config = try await stage.config("w")
      #expect(config.dataSecretName == "w")
      #expect(config.isDataSecretCreated)
      #expect(config.isTrue("Ready"))
      let end = BootstrapToken.expiration(of: try await stage.token(token))
      #expect(end == stage.world.site.now + .seconds(900))
    }
  }

  @Test func `a token is kept good until its machine has joined, and then left alone`() async throws
  {
    try await withStage { stage in
      try await stage.createRunning()
      try await stage.addMachine("w", isControlPlane: false)
      let key = Key(namespace: "default", name: "w")
      try await stage.world.catchUp()
      #expect(try await stage.configs.reconcile(key) == .again(.seconds(300)))
      let token = try #require(UserData.token(of: try await stage.secret("w")))
      stage.world.clock.advance(by: .seconds(301))
      #expect(try await stage.configs.reconcile(key) == .again(.seconds(300)))
      let later = stage.world.site.now + .seconds(900)
      #expect(BootstrapToken.expiration(of: try await stage.token(token)) == later)
      // The cluster collects tokens that have expired; the machine still has this one.
      try await stage.forget(token)
      _ = try await stage.configs.reconcile(key)
      #expect(BootstrapToken.expiration(of: try await stage.token(token)) == later)
      try await stage.change(.machine, "w") { $0.status = ["nodeRef": ["name": "w"]] }
      try await stage.world.catchUp()
      stage.world.clock.advance(by: .seconds(600))
      #expect(try await stage.configs.reconcile(key) == .settled)
      #expect(BootstrapToken.expiration(of: try await stage.token(token)) == later)
    }
  }

  @Test func `the machines of a pool always find a token that is good`() async throws {
    try await withStage { stage in
      try await stage.createRunning()
      try await stage.addPool("p")
      let key = Key(namespace: "default", name: "p")
      try await stage.world.catchUp()
      _ = try await stage.configs.reconcile(key)
      let first = try #require(UserData.token(of: try await stage.secret("p")))
      try await stage.change(.machinePool, "p") {
        $0.status = ["nodeRefs": [["name": "n"]]]
      }
      try await stage.world.catchUp()
      stage.world.clock.advance(by: .seconds(460))
      _ = try await stage.configs.reconcile(key)
      let second = try #require(UserData.token(of: try await stage.secret("p")))
      #expect(first != second)
      #expect(try await stage.userData("p").contains(second.text.reveal()))
      _ = try await stage.token(first)
      _ = try await stage.token(second)
    }
  }

  @Test
  func `of two machines without a control plane object one starts the cluster, the other joins`()
    async throws
  {
    try await withStage { stage in
      try await stage.create(stage.cluster(withControlPlane: false))
      try await stage.provision()
      for name in ["a", "b"] { try await stage.addMachine(name, isControlPlane: true) }
      try await stage.settle(isPlayed: false)
      let text = try await stage.userData("a")
      #expect(text.contains("kubeadm init"))
      #expect(text.contains("/etc/kubernetes/pki/ca.key"))
      #expect(try await stage.message("b").contains("Machine a to start the cluster"))
      let cluster = try #require(try await stage.all(.cluster).first)
      for name in ["c-ca", "c-etcd", "c-proxy", "c-sa"] {
        let owner = try await stage.secret(name).metadata.ownerReferences.first
        #expect(owner?.uid == cluster.metadata.uid)
      }
      try await stage.initialize()
      try await stage.settle(isPlayed: false)
      let other = try await stage.userData("b")
      #expect(other.contains("kubeadm join"))
      #expect(other.contains("controlPlane:"))
      #expect(other.contains("/etc/kubernetes/pki/ca.key"))
      let lock = Address(.configMaps, namespace: "default", name: "c-lock")
      #expect(try await stage.world.direct.find(lock) == nil)
    }
  }

  @Test func `the lock of a machine that is gone is taken over`() async throws {
    try await withStage { stage in
      try await stage.create(stage.cluster(withControlPlane: false))
      try await stage.provision()
      for name in ["a", "b"] { try await stage.addMachine(name, isControlPlane: true) }
      try await stage.settle(isPlayed: false)
      try await stage.delete(.machine, "a")
      try await stage.delete(.kubeadmConfig, "a")
      try await stage.settle(isPlayed: false)
      #expect(try await stage.userData("b").contains("kubeadm init"))
    }
  }

  @Test func `what the spec takes from Secrets is named while it is missing, and never shown`()
    async throws
  {
    try await withStage { stage in
      try await stage.createRunning()
      try await stage.addMachine("w", isControlPlane: false) { spec in
        spec["files"] = [
          ["path": "/a", "contentFrom": ["secret": ["name": "files", "key": "a"]]]
        ]
      }
      try await stage.pass()
      #expect(
        try await stage.message("w").contains("Secret files, key a (spec.files[0].contentFrom)"))
      try await stage.create(stage.opaque("files", ["a": "c3dvcmRmaXNo"]))
      try await stage.pass()
      #expect(try await stage.userData("w").contains("swordfish"))
      let config = try await stage.config("w")
      #expect(!JSON.text(config.object.value).contains("swordfish"))
    }
  }

  @Test func `variables are bound in the bootstrap Secret and nowhere else`() async throws {
    try await withStage { stage in
      try await stage.createRunning()
      try await stage.change(.cluster, "c") {
        $0.metadata.annotations[Annotations.variablesFrom] = "ConfigMap/region, Secret/azure"
      }
      try await stage.addMachine("w", isControlPlane: false) { spec in
        spec["files"] = [
          [
            "path": "/etc/kubernetes/azure.json",
            "content": #"{"aadClientSecret": "$<AZURE_CLIENT_SECRET>", "name": "$<CLUSTER_NAME>"}"#,
          ]
        ]
        spec["preKubeadmCommands"] = ["hostname $<MACHINE_NAME>", "echo $$<KEPT>"]
      }
      try await stage.pass()
      let message = try await stage.message("w")
      #expect(message.contains("no value for AZURE_CLIENT_SECRET (at spec.files[0].content:1:22"))
      #expect(message.contains("Secret azure (which does not exist), ConfigMap region (which does"))
      try await stage.create(stage.opaque("azure", ["AZURE_CLIENT_SECRET": "c3dvcmRmaXNo"]))
      try await stage.pass()
      let text = try await stage.userData("w")
      #expect(text.contains(#"{"aadClientSecret": "swordfish", "name": "c"}"#))
      #expect(text.contains("hostname w"))
      #expect(text.contains("echo $<KEPT>"))
      for kind in [Kind.kubeadmConfig, .machine, .cluster] {
        for object in try await stage.all(kind) {
          #expect(!JSON.text(object.value).contains("swordfish"))
        }
      }
    }
  }

  @Test func `a spec that cannot be used is said, and not tried again`() async throws {
    try await withStage { stage in
      try await stage.createRunning()
      try await stage.addMachine("w", isControlPlane: false, version: "v1.9.0")
      #expect(try await stage.pass())
      #expect(try await stage.message("w").contains("versions before 1.15"))
      #expect(try await stage.config("w").condition("Ready")?.status == .no)
    }
  }

  @Test func `data that somebody else made is used as it is`() async throws {
    try await withStage { stage in
      try await stage.createRunning()
      try await stage.addMachine("w", isControlPlane: false)
      try await stage.change(.machine, "w") { $0.spec["bootstrap"]?["dataSecretName"] = "mine" }
      try await stage.pass()
      #expect(try await stage.config("w").dataSecretName == "mine")
      let secret = Address(.secrets, namespace: "default", name: "w")
      #expect(try await stage.world.direct.find(secret) == nil)
    }
  }

  @Test func `a Secret of another in its place is left alone`() async throws {
    try await withStage { stage in
      try await stage.createRunning()
      try await stage.create(stage.opaque("w", ["a": "YQ=="]))
      try await stage.addMachine("w", isControlPlane: false)
      try await stage.pass()
      #expect(try await stage.message("w").contains("a Secret w of somebody else"))
      #expect(try await stage.secret("w").value["data"] == ["a": "YQ=="])
    }
  }

  @Test func `data that is cut at any write is made once`() async throws {
    for (number, cut) in CuttingClient.Cut.all(of: 5) {
      try await withStage { stage in
        try await stage.createRunning()
        try await stage.addMachine("w", isControlPlane: false)
        stage.world.client.arm(at: number, cut)
        try await stage.settle(isPlayed: false)
        #expect(try await stage.config("w").isTrue("Ready"), "write \(number) \(cut)")
        let token = try #require(UserData.token(of: try await stage.secret("w")))
        #expect(try await stage.userData("w").contains(token.text.reveal()))
        let tokens = try await stage.workload.listAll(Address(.secrets, namespace: "kube-system"))
        #expect(tokens.items.map(\.name) == [token.secretName], "write \(number) \(cut)")
      }
    }
  }
}
