// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

enum PodCells {
  static var columns: [PrinterColumn] {
    [
      PrinterColumn("Ready") { pod, _ in
        .string("\(PodSummary(pod).ready)/\(pod["spec"]?["containers"]?.list?.count ?? 0)")
      },
      PrinterColumn("Status") { pod, _ in .string(PodSummary(pod).reason) },
      PrinterColumn("Restarts", "integer") { pod, _ in .int(PodSummary(pod).restarts) }, .age,
      PrinterColumn("IP", wide: true) { pod, _ in
        Cells.text(pod["status"]?["podIPs"]?.list?.first?["ip"] ?? pod["status"]?["podIP"])
      },
      PrinterColumn("Node", wide: true) { pod, _ in Cells.text(pod["spec"]?["nodeName"]) },
      PrinterColumn("Nominated Node", wide: true) { pod, _ in
        Cells.text(pod["status"]?["nominatedNodeName"])
      },
      PrinterColumn("Readiness Gates", "string", wide: true, gates),
    ]
  }

  @Sendable private static func gates(_ pod: Value, _ now: Time) -> Value {
    let gates = pod["spec"]?["readinessGates"]?.list ?? []
    guard !gates.isEmpty else { return Cells.none }
    let conditions = pod["status"]?["conditions"]?.list ?? []
    let open = gates.filter { gate in
      conditions.first { $0["type"] == gate["conditionType"] }?["status"] == "True"
    }
    return .string("\(open.count)/\(gates.count)")
  }
}
