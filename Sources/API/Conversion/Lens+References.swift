// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Lens {
  /// References that say their version, then references that find it by contract.
  static func references(_ paths: [String]) -> [Lens] { paths.map { reference($0) } }

  private static func reference(_ path: String) -> Lens {
    Lens(
      up: { value, _ in
        value.editPresent(path) { reference in
          guard let apiVersion = reference["apiVersion"]?.string else { return }
          reference["apiVersion"] = nil
          reference["apiGroup"] = .string(GroupVersion(apiVersion)?.group ?? "")
        }
      },
      down: { value, context in
        value.editPresent(path) { reference in
          guard let group = reference["apiGroup"]?.string else { return }
          let kind = reference["kind"]?.string ?? ""
          reference["apiGroup"] = nil
          reference["apiVersion"] = .string(context.apiVersion(group: group, kind: kind))
          reference["namespace"] = context.namespace.map { .string($0) }
        }
      })
  }

  /// A reference that keeps its version, and loses the namespace, which is its object's.
  static func versionedReference(_ path: String) -> Lens {
    Lens(
      up: { _, _ in },
      down: { value, context in
        value.editPresent(path) { reference in
          reference["namespace"] = context.namespace.map { .string($0) }
        }
      })
  }

  /// A reference to a Node, of which the name is enough.
  static func nodeReference(_ path: String) -> Lens {
    Lens(
      up: { _, _ in },
      down: { value, _ in
        value.editPresent(path) { reference in
          reference["apiVersion"] = "v1"
          reference["kind"] = "Node"
        }
      })
  }

  /// What the spec of a Machine says otherwise, and so every template of one.
  static func machineSpec(at path: String) -> [Lens] {
    let deletion = ["nodeDrainTimeout", "nodeVolumeDetachTimeout", "nodeDeletionTimeout"]
    return references(["\(path).bootstrap.configRef", "\(path).infrastructureRef"])
      + deletion.map { .seconds("\(path).\($0)", "\(path).deletion.\($0)Seconds") }
  }
}
