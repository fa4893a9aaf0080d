// SPDX-License-Identifier: Apache-2.0

import Kube

/// The fields that somebody would apply and others manage.
struct Conflicts: Error {
  private let owners: [(owner: ManagedFields.Owner, paths: [[PathElement]])]

  init(_ owners: [(ManagedFields.Owner, [[PathElement]])]) {
    self.owners =
      owners.filter { !$0.1.isEmpty }.sorted { $0.0.manager.precedes($1.0.manager) }
      .map { (owner: $0.0, paths: $0.1) }
  }

  var isEmpty: Bool { owners.isEmpty }

  /// Those that are about other fields than these.
  func subtracting(_ set: FieldSet) -> Conflicts {
    Conflicts(
      owners.map { conflict in
        (conflict.owner, FieldSet(conflict.paths).subtracting(set).paths)
      })
  }

  /// As Kubernetes words it: one in a line, several under their managers.
  var status: StatusError {
    let count = owners.reduce(0) { $0 + $1.paths.count }
    var text = "Apply failed with \(count) conflicts: "
    if count == 1 {
      text = "Apply failed with 1 conflict: conflict with \(owners[0].owner): "
      text += Self.text(owners[0].paths[0])
    } else {
      text += owners.map { conflict in
        "conflicts with \(conflict.owner):\n"
          + conflict.paths.map { "- \(Self.text($0))" }.joined(separator: "\n")
      }.joined(separator: "\n")
    }
    var status = StatusError(code: 409, reason: .conflict, message: text)
    status.details.causes = owners.flatMap { conflict in
      conflict.paths.map {
        StatusError.Cause(
          reason: "FieldManagerConflict", message: "conflict with \(conflict.owner)",
          field: Self.text($0))
      }
    }
    return status
  }

  private static func text(_ path: [PathElement]) -> String {
    path.map(\.description).joined()
  }
}

extension ManagedFields.Owner: CustomStringConvertible {
  /// As a conflict calls it: updaters with their version, for it is theirs alone.
  var description: String {
    let door = subresource.isEmpty ? "" : " with subresource \"\(subresource)\""
    return "\"\(manager)\"\(door)\(operation == .update ? " using \(apiVersion)" : "")"
  }
}
