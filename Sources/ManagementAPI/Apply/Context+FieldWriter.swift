// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Context {
  /// Whoever makes a write, as far as the ownership of fields goes.
  func writer(_ options: WriteOptions) -> FieldWriter {
    let (kind, version) = (kind, version)
    let name = options.fieldManager ?? ""
    var writer = FieldWriter(
      manager: name.isEmpty ? "unknown" : name, apiVersion: kind.apiVersion(of: version),
      subresource: address.subresource ?? "", now: now, shape: kind.shape(of: version))
    if address.subresource == "status" {
      writer.reaches = { $0 == "status" }
    } else if version.hasStatus {
      writer.reaches = { $0 != "status" }
    }
    writer.converted = { value, apiVersion in
      guard let other = kind.versions.first(where: { kind.apiVersion(of: $0) == apiVersion })
      else { return nil }
      var value = value
      if let convert = kind.convert {
        guard let converted = try? convert(value, other.name) else { return nil }
        value = converted
      }
      value["apiVersion"] = .string(apiVersion)
      return FieldWriter.Version(value: value, shape: kind.shape(of: other))
    }
    return writer
  }
}

extension ServedKind {
  fileprivate func apiVersion(of version: ServedVersion) -> String {
    GroupVersion(group: group, version: version.name).description
  }

  fileprivate func shape(of version: ServedVersion) -> Shape {
    if let schema = version.schema { return .schema(schema, isOpen: false, isRoot: true) }
    return PatchSchema(apiVersion: apiVersion(of: version), kind: kind).map(Shape.type) ?? .open
  }
}
