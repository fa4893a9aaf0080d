// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// A pool of nodes that Azure runs, with every default in it. Pure.
struct AzurePoolValues: Sendable {
  let names: AzureNames
  /// The AzureManagedMachinePool.
  let object: Object
  /// The MachinePool that owns it.
  let owner: Object?
  /// The AzureManagedControlPlane.
  let plane: Object

  private var spec: Value { object.spec }
  var name: String { spec.said("name") ?? object.name }
  var isForSystem: Bool { spec.said("mode") == "System" }

  var value: Value {
    [
      "id": .string("\(AzureManagedValues.id(names, plane.name))/agentPools/\(name)"),
      "isClusterReady": .bool(plane.status["ready"]?.bool ?? false),
      "properties": properties,
    ]
  }

  var properties: Value {
    var fields: [(String, Value?)] = sizes + scale + machines
    let network = AzureManagedNetwork(names: names, object: plane)
    fields.append(
      ("vnetSubnetID", network.subnetID(spec.said("subnetName")).map { .string($0) }))
    fields.append(("tags", names.tags(name, role: "node", spec["additionalTags"])))
    return .fields(fields)
  }

  private var sizes: [(String, Value?)] {
    let version = owner?.spec["template"]?["spec"].said("version")
    return [
      ("mode", spec["mode"]), ("vmSize", spec["sku"]), ("osDiskSizeGB", spec["osDiskSizeGB"]),
      ("osDiskType", spec["osDiskType"]), ("osType", spec["osType"] ?? "Linux"),
      ("type", "VirtualMachineScaleSets"), ("maxPods", spec["maxPods"]),
      ("availabilityZones", spec["availabilityZones"]),
      ("orchestratorVersion", version.map { .string(String($0.drop { $0 == "v" })) }),
    ]
  }

  /// Azure chooses the number where a range is given.
  private var scale: [(String, Value?)] {
    guard let range = spec["scaling"], range.map?.isEmpty == false else {
      return [("count", owner?.spec["replicas"] ?? 1)]
    }
    return [
      ("enableAutoScaling", true), ("minCount", range["minSize"]), ("maxCount", range["maxSize"]),
    ]
  }

  private var machines: [(String, Value?)] {
    let isSpot = spec.said("scaleSetPriority") == "Spot"
    return [
      ("nodeLabels", spec["nodeLabels"]), ("nodeTaints", taints),
      ("enableUltraSSD", spec["enableUltraSSD"]),
      ("enableNodePublicIP", spec["enableNodePublicIP"]),
      ("nodePublicIPPrefixID", spec["nodePublicIPPrefixID"]),
      ("scaleSetPriority", spec["scaleSetPriority"]), ("scaleDownMode", spec["scaleDownMode"]),
      ("spotMaxPrice", isSpot ? price : nil), ("kubeletConfig", spec["kubeletConfig"]),
      ("kubeletDiskType", spec["kubeletDiskType"]),
      ("linuxOSConfig", spec["linuxOSConfig"].map(AzureSpelling.azure)),
      ("enableFIPS", spec["enableFIPS"]),
      ("enableEncryptionAtHost", spec["enableEncryptionAtHost"]),
    ]
  }

  private var price: Value {
    let price = spec["spotMaxPrice"]
    if let text = price?.string, let number = Double(text) { return .double(number) }
    return price ?? -1
  }

  private var taints: Value? {
    guard let taints = spec["taints"]?.list, !taints.isEmpty else { return nil }
    return .list(
      taints.map { taint in
        let words = ["key", "value", "effect"].map { taint.said($0) ?? "" }
        return .string("\(words[0])=\(words[1]):\(words[2])")
      })
  }
}
