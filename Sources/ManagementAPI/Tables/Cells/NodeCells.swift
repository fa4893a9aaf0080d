// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

enum NodeCells {
  static var columns: [PrinterColumn] {
    [
      PrinterColumn("Status", "string", status), PrinterColumn("Roles", "string", roles), .age,
      .field("Version", "status", "nodeInfo", "kubeletVersion"),
      address("InternalIP", "Internal-IP"), address("ExternalIP", "External-IP"),
      info("osImage", "OS-Image"), info("kernelVersion", "Kernel-Version"),
      info("containerRuntimeVersion", "Container-Runtime"),
    ]
  }

  @Sendable private static func status(_ node: Value, _ now: Time) -> Value {
    let ready = node["status"]?["conditions"]?.list?.last { $0["type"] == "Ready" }
    var words = [ready.map { $0["status"] == "True" ? "Ready" : "NotReady" } ?? "Unknown"]
    if node["spec"]?["unschedulable"]?.bool == true { words.append("SchedulingDisabled") }
    return .string(words.joined(separator: ","))
  }

  @Sendable private static func roles(_ node: Value, _ now: Time) -> Value {
    let prefix = "node-role.kubernetes.io/"
    var roles: Set<String> = []
    for label in node["metadata"]?["labels"]?.map ?? [:] {
      if label.key.hasPrefix(prefix) {
        roles.insert(String(label.key.dropFirst(prefix.count)))
      } else if label.key == "kubernetes.io/role", let role = label.value.string {
        roles.insert(role)
      }
    }
    roles.remove("")
    return roles.isEmpty ? Cells.none : .string(roles.sorted().joined(separator: ","))
  }

  private static func address(_ type: String, _ title: String) -> PrinterColumn {
    PrinterColumn(title, wide: true) { node, _ in
      let addresses = node["status"]?["addresses"]?.list ?? []
      return addresses.first { $0["type"]?.string == type }?["address"] ?? Cells.none
    }
  }

  private static func info(_ field: String, _ title: String) -> PrinterColumn {
    PrinterColumn(title, wide: true) { node, _ in
      Cells.text(node["status"]?["nodeInfo"]?[field], else: "<unknown>")
    }
  }
}
