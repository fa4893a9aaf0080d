// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest

/// What SOPS writes beside the values: whom they are sealed for, and the code over all of them.
struct SopsMetadata {
  /// The key of the values, sealed by age once for each recipient.
  let age: [(recipient: String, sealed: String)]
  /// The other ways to come at the key, by name.
  let others: [String]
  let code: String
  let lastModified: String
  let countsSealedOnly: Bool

  private static let ways = ["pgp", "kms", "gcp_kms", "azure_kv", "hc_vault"]

  /// Nil where the value is no metadata of SOPS.
  init?(_ value: Value) {
    guard let code = value["mac"]?.string, let time = value["lastmodified"]?.string else {
      return nil
    }
    self.code = code
    lastModified = time
    countsSealedOnly =
      value["mac_only_encrypted"]?.bool ?? (value["mac_only_encrypted"]?.string == "true")
    age = (value["age"]?.list ?? []).compactMap { item in
      guard let sealed = item["enc"]?.string else { return nil }
      return (item["recipient"]?.string ?? "", sealed)
    }
    var others = Self.ways.filter { value[$0]?.list?.isEmpty == false }
    if (value["key_groups"]?.list?.count ?? 0) > 0 { others.append("key groups") }
    self.others = others
  }

  /// The key of the values.
  func key(_ identities: [AgeIdentity]) throws(GitOpsError) -> Secret<[UInt8]> {
    guard !age.isEmpty else {
      let ways = others.isEmpty ? "nobody" : others.joined(separator: ", ")
      throw GitOpsError(
        "decrypt with SOPS", "it is encrypted for \(ways), and not for an age recipient",
        hint: "only age keys are supported")
    }
    for entry in age {
      guard let file = try? AgeFile(Array(entry.sealed.utf8)),
        let key = try? file.open(with: identities)
      else { continue }
      return key
    }
    let wanted = age.map(\.recipient).joined(separator: ", ")
    throw GitOpsError(
      "decrypt with SOPS", "no age key that was given opens it; it is encrypted for \(wanted)",
      hint: "put the identity of one of these recipients into the decryption Secret")
  }
}
