// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

@testable import API

struct KindTests {
  @Test(arguments: Kinds.all)
  func `every definition can be served`(kind: Kind) throws {
    let served = try ServedKind(definition: kind.definition())
    #expect(served.versions.map(\.name) == kind.versions)
    #expect(served.storageVersion == kind.storedVersion)
    #expect(served.versions.allSatisfy { !$0.columns.isEmpty })
  }

  @Test(arguments: Kinds.all)
  func `every field of the newest schema is described, but for what names itself`(
    kind: Kind
  ) throws {
    let versions = try #require(kind.definition().spec["versions"]?.list)
    let schema = try #require(versions[0]["schema", "openAPIV3Schema"])
    #expect(schema["description"]?.string?.hasSuffix(".") == true)
    #expect(schema["properties", "spec"] != nil)
  }

  @Test func `a definition says what kubectl and providers look for`() throws {
    let definition = try Kind.machineDeployment.definition()
    #expect(definition.name == "machinedeployments.cluster.x-k8s.io")
    #expect(
      definition.metadata.labels == [
        "cluster.x-k8s.io/v1beta2": "v1beta2", "cluster.x-k8s.io/v1beta1": "v1beta1",
        "cluster.x-k8s.io/v1alpha4": "v1alpha4", "cluster.x-k8s.io/v1alpha3": "v1alpha3",
      ])
    #expect(definition.spec["names", "shortNames"] == ["md"])
    #expect(definition.spec["names", "categories"] == ["cluster-api"])
    let versions = try #require(definition.spec["versions"]?.list)
    #expect(
      versions.map { $0["deprecationWarning"]?.string } == [
        nil,
        "cluster.x-k8s.io/v1beta1 MachineDeployment is deprecated; "
          + "use cluster.x-k8s.io/v1beta2 MachineDeployment",
        "cluster.x-k8s.io/v1alpha4 MachineDeployment is deprecated; "
          + "use cluster.x-k8s.io/v1beta2 MachineDeployment",
        "cluster.x-k8s.io/v1alpha3 MachineDeployment is deprecated; "
          + "use cluster.x-k8s.io/v1beta2 MachineDeployment",
      ])
    #expect(versions[0]["subresources", "scale", "labelSelectorPath"] == ".status.selector")
    let columns = (versions[0]["additionalPrinterColumns"]?.list ?? []).compactMap {
      $0["name"]?.string
    }
    #expect(
      columns == [
        "Cluster", "Available", "Desired", "Current", "Ready", "Available", "Up-to-date", "Paused",
        "Phase", "Age", "Version",
      ])
  }

  @Test func `kinds of Flux carry no mark of Cluster API`() throws {
    let definition = try Kind.kustomization.definition()
    #expect(definition.metadata.labels.isEmpty)
    #expect(definition.spec["names", "categories"] == nil)
  }

  @Test func `a reference's version is the contract's, or the one that is stored`() {
    let azure = Kind.azureCluster.groupKind
    #expect(Kinds.version(of: azure, contract: "v1alpha3") == "v1alpha3")
    #expect(Kinds.version(of: azure, contract: "v1beta2") == "v1beta1")
    #expect(Kinds.version(of: GroupKind(group: "x", kind: "Y"), contract: "v1beta2") == nil)
  }
}

extension Kind: CustomTestStringConvertible {
  public var testDescription: String { kind }
}
