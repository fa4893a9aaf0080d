// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The columns of disks and of who uses them.
enum VolumeCells {
  static var volume: [PrinterColumn] {
    [
      capacity("spec"), modes("spec"),
      .field("Reclaim Policy", "spec", "persistentVolumeReclaimPolicy"),
      phase, PrinterColumn("Claim", "string", claimant), storageClassName,
      PrinterColumn("Reason") { volume, _ in volume["status"]?["reason"] ?? "" }, .age, mode,
    ]
  }

  static var claim: [PrinterColumn] {
    [
      phase, PrinterColumn("Volume") { claim, _ in claim["spec"]?["volumeName"] ?? "" },
      capacity("status"), modes("status"), storageClassName, .age, mode,
    ]
  }

  static var storageClass: [PrinterColumn] {
    var name = PrinterColumn("Name", "string", defaultName)
    name.format = "name"
    return [
      name, .field("Provisioner", "provisioner"),
      PrinterColumn("ReclaimPolicy") { object, _ in
        Cells.text(object["reclaimPolicy"], else: "Delete")
      },
      PrinterColumn("VolumeBindingMode") { object, _ in
        Cells.text(object["volumeBindingMode"], else: "Immediate")
      },
      PrinterColumn("AllowVolumeExpansion", "boolean") { object, _ in
        .bool(object["allowVolumeExpansion"]?.bool ?? false)
      }, .age,
    ]
  }

  static var attachment: [PrinterColumn] {
    [
      .field("Attacher", "spec", "attacher"),
      PrinterColumn("PV") { object, _ in
        object["spec"]?["source"]?["persistentVolumeName"] ?? ""
      },
      .field("Node", "spec", "nodeName"),
      PrinterColumn("Attached", "boolean") { object, _ in
        .bool(object["status"]?["attached"]?.bool ?? false)
      }, .age,
    ]
  }

  private static var phase: PrinterColumn {
    PrinterColumn("Status") { object, _ in
      let isGoing = object["metadata"]?["deletionTimestamp"] != nil
      return isGoing ? "Terminating" : object["status"]?["phase"] ?? ""
    }
  }

  private static var mode: PrinterColumn {
    PrinterColumn("VolumeMode", wide: true) { object, _ in
      Cells.text(object["spec"]?["volumeMode"], else: "<unset>")
    }
  }

  private static var storageClassName: PrinterColumn {
    PrinterColumn("StorageClass") { object, _ in
      let old = object["metadata"]?["annotations"]?["volume.beta.kubernetes.io/storage-class"]
      return old ?? object["spec"]?["storageClassName"] ?? ""
    }
  }

  private static func capacity(_ part: String) -> PrinterColumn {
    PrinterColumn("Capacity") { object, _ in
      Cells.plain(object[part]?["capacity"]?["storage"], else: "")
    }
  }

  private static func modes(_ part: String) -> PrinterColumn {
    let short = [
      "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX",
      "ReadWriteOncePod": "RWOP",
    ]
    return PrinterColumn("Access Modes") { object, _ in
      let modes = (object[part]?["accessModes"]?.list ?? []).compactMap(\.string)
      return .string(modes.compactMap { short[$0] }.joined(separator: ","))
    }
  }

  @Sendable private static func claimant(_ volume: Value, _ now: Time) -> Value {
    guard let claim = volume["spec"]?["claimRef"], claim != .null else { return "" }
    return .string("\(claim["namespace"]?.string ?? "")/\(claim["name"]?.string ?? "")")
  }

  @Sendable private static func defaultName(_ object: Value, _ now: Time) -> Value {
    let name = object["metadata"]?["name"]?.string ?? ""
    let key = "storageclass.kubernetes.io/is-default-class"
    let isDefault = object["metadata"]?["annotations"]?[key] == "true"
    return .string(isDefault ? "\(name) (default)" : name)
  }
}
