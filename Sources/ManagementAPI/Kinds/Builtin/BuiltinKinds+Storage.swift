// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension BuiltinKinds {
  /// Disks, and who uses them.
  static var storage: [ServedKind] {
    [volumes, claims, classes, attachments]
  }

  private static var volumes: ServedKind {
    kind("PersistentVolume", "persistentvolumes", short: ["pv"], columns: VolumeCells.volume) {
      $0.isClusterWide()
      $0.keepsStatus()
      $0.rules = Defaults(
        spec: ["persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"],
        status: ["phase": "Pending"])
    }
  }

  private static var claims: ServedKind {
    kind(
      "PersistentVolumeClaim", "persistentvolumeclaims", short: ["pvc"], columns: VolumeCells.claim
    ) {
      $0.keepsStatus()
      $0.rules = Defaults(spec: ["volumeMode": "Filesystem"], status: ["phase": "Pending"])
    }
  }

  private static var classes: ServedKind {
    kind("StorageClass", "storageclasses", in: "storage.k8s.io", short: ["sc"]) {
      $0.versions[0].columns = VolumeCells.storageClass
      $0.isClusterWide()
      $0.rules = Defaults(
        top: ["reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"])
    }
  }

  private static var attachments: ServedKind {
    kind(
      "VolumeAttachment", "volumeattachments", in: "storage.k8s.io", columns: VolumeCells.attachment
    ) {
      $0.isClusterWide()
      $0.keepsStatus()
    }
  }
}
