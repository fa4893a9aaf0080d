// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The columns of what keeps pods running.
enum WorkloadCells {
  static var deployment: [PrinterColumn] {
    [
      PrinterColumn("Ready", "string", ready), status("Up-to-date", "updatedReplicas"),
      status("Available", "availableReplicas"), .age,
    ] + template
  }

  static var replicaSet: [PrinterColumn] {
    [
      PrinterColumn("Desired", "integer") { object, _ in
        Cells.number(object["spec"]?["replicas"])
      }, status("Current", "replicas"), status("Ready", "readyReplicas"), .age,
    ] + template
  }

  static var replicationController: [PrinterColumn] {
    replicaSet.dropLast() + [
      PrinterColumn("Selector", wide: true) { object, _ in
        Cells.labels(object["spec"]?["selector"])
      }
    ]
  }

  static var podTemplate: [PrinterColumn] {
    [
      PrinterColumn("Containers") { object, _ in
        Cells.containers(object["template", "spec"], "name")
      },
      PrinterColumn("Images") { object, _ in
        Cells.containers(object["template", "spec"], "image")
      },
      PrinterColumn("Pod Labels") { object, _ in
        Cells.labels(object["template", "metadata", "labels"])
      },
    ]
  }

  static var statefulSet: [PrinterColumn] {
    [PrinterColumn("Ready", "string", ready), .age] + template.dropLast()
  }

  static var daemonSet: [PrinterColumn] {
    [
      status("Desired", "desiredNumberScheduled"), status("Current", "currentNumberScheduled"),
      status("Ready", "numberReady"), status("Up-to-date", "updatedNumberScheduled"),
      status("Available", "numberAvailable"),
      PrinterColumn("Node Selector") { object, _ in Cells.labels(pod(object)?["nodeSelector"]) },
      .age,
    ] + template
  }

  static var job: [PrinterColumn] {
    [
      PrinterColumn("Completions", "string", completions),
      PrinterColumn("Duration", "string", duration), .age,
    ]
      + template
  }

  static var cronJob: [PrinterColumn] {
    [
      PrinterColumn("Schedule") { object, _ in Cells.text(object["spec", "schedule"], else: "") },
      PrinterColumn("Suspend", "boolean") { object, _ in
        object["spec", "suspend"]?.bool == true ? "True" : "False"
      },
      PrinterColumn("Active", "integer") { object, _ in
        .int(Int64(object["status", "active"]?.list?.count ?? 0))
      },
      PrinterColumn("Last Schedule") { object, now in
        object["status", "lastScheduleTime"].map { .string(Cells.since($0, now)) } ?? "<none>"
      }, .age,
    ] + columns { $0["spec", "jobTemplate", "spec"] }
  }

  /// What is in a template of pods, and what it belongs to.
  private static var template: [PrinterColumn] { columns { $0["spec"] } }

  private static func columns(
    of owner: @escaping @Sendable (Value) -> Value?
  ) -> [PrinterColumn] {
    [
      PrinterColumn("Containers", wide: true) { object, _ in
        Cells.containers(owner(object)?["template", "spec"], "name")
      },
      PrinterColumn("Images", wide: true) { object, _ in
        Cells.containers(owner(object)?["template", "spec"], "image")
      },
      PrinterColumn("Selector", wide: true) { object, _ in
        Cells.selector(owner(object)?["selector"])
      },
    ]
  }

  private static func pod(_ object: Value) -> Value? { object["spec"]?["template"]?["spec"] }

  private static func status(_ title: String, _ field: String) -> PrinterColumn {
    PrinterColumn(title, "integer") { object, _ in Cells.number(object["status"]?[field]) }
  }

  @Sendable private static func ready(_ object: Value, _ now: Time) -> Value {
    let ready = object["status"]?["readyReplicas"]?.int ?? 0
    return .string("\(ready)/\(object["spec"]?["replicas"]?.int ?? 0)")
  }

  @Sendable private static func completions(_ job: Value, _ now: Time) -> Value {
    let done = job["status"]?["succeeded"]?.int ?? 0
    if let wanted = job["spec"]?["completions"]?.int { return .string("\(done)/\(wanted)") }
    let parallel = job["spec"]?["parallelism"]?.int ?? 0
    return .string(parallel > 1 ? "\(done)/1 of \(parallel)" : "\(done)/1")
  }

  @Sendable private static func duration(_ job: Value, _ now: Time) -> Value {
    guard let start = job["status"]?["startTime"]?.string.flatMap(Time.init) else { return "" }
    let end = job["status"]?["completionTime"]?.string.flatMap(Time.init) ?? now
    return .string((end - start).human)
  }
}

enum DisruptionCells {
  static var columns: [PrinterColumn] {
    [
      PrinterColumn("Min Available") { budget, _ in
        Cells.plain(budget["spec"]?["minAvailable"], else: "N/A")
      },
      PrinterColumn("Max Unavailable") { budget, _ in
        Cells.plain(budget["spec"]?["maxUnavailable"], else: "N/A")
      },
      PrinterColumn("Allowed Disruptions", "integer") { budget, _ in
        Cells.number(budget["status"]?["disruptionsAllowed"])
      }, .age,
    ]
  }
}
