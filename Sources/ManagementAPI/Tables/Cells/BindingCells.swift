// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The columns of what gives roles to somebody.
enum BindingCells {
  static var columns: [PrinterColumn] {
    [
      PrinterColumn("Role") { binding, _ in
        let role = binding["roleRef"]
        return .string("\(role?["kind"]?.string ?? "")/\(role?["name"]?.string ?? "")")
      }, .age, subjects("User", "Users"), subjects("Group", "Groups"),
      subjects("ServiceAccount", "ServiceAccounts"),
    ]
  }

  private static func subjects(_ kind: String, _ title: String) -> PrinterColumn {
    PrinterColumn(title, wide: true) { binding, _ in
      let subjects = (binding["subjects"]?.list ?? []).filter { $0["kind"]?.string == kind }
      let names = subjects.map { subject in
        let name = subject["name"]?.string ?? ""
        guard kind == "ServiceAccount" else { return name }
        return "\(subject["namespace"]?.string ?? "")/\(name)"
      }
      return .string(names.joined(separator: ", "))
    }
  }
}

enum QuotaCells {
  @Sendable static func requests(_ quota: Value, _ now: Time) -> Value { used(quota) { !$0 } }
  @Sendable static func limits(_ quota: Value, _ now: Time) -> Value { used(quota) { $0 } }

  private static func used(_ quota: Value, _ isMeant: (_ isLimit: Bool) -> Bool) -> Value {
    let hard = quota["status"]?["hard"]?.map ?? [:]
    let names = hard.keys.sorted().filter { isMeant($0.hasPrefix("limits.")) }
    let texts = names.map { name in
      let used = Cells.plain(quota["status"]?["used"]?[name], else: "0").string ?? ""
      return "\(name): \(used)/\(Cells.plain(hard[name], else: "").string ?? "")"
    }
    return .string(texts.joined(separator: ", "))
  }
}
