// SPDX-License-Identifier: Apache-2.0

package import Manifest
import PKI
import Template

extension ClusterVariables {
  /// What the references in `values` lead to now, as far as a change of it replaces machines.
  ///
  /// Secrets count where `key` is given, which keeps the record from telling what they hold.
  package func record(of values: [Value], key: [UInt8]?) -> BoundVariables {
    var found: [String: BoundVariables.Source] = [:]
    for value in values {
      // What cannot be read cannot be bound either, which is told where it is.
      guard let expression = try? Expression(parsing: value) else { continue }
      for reference in expression.references {
        found["\(reference)"] = source(of: find(reference), key)
      }
    }
    return BoundVariables(found, countingSecrets: key != nil)
  }

  private func source(of finding: Finding, _ key: [UInt8]?) -> BoundVariables.Source {
    switch finding {
    case .found(let value): return .plain(JSON.text(value))
    case .secret(let value):
      let hash = key.map { Digest.sha256.hmac(Array(JSON.text(value).utf8), key: $0) } ?? []
      return .secret(hmac: hash.map { String($0, radix: 16) }.joined(separator: "."))
    case .missing: return .unresolved
    }
  }
}

extension BoundVariables {
  /// Reads the annotation of a Machine; one that cannot be read says nothing.
  package init(annotation text: String?) {
    var tokens: [String: String] = [:]
    for entry in text.flatMap({ try? JSON.parse($0) })?.map ?? [:] {
      tokens[entry.key] = entry.value.string
    }
    self.init(tokens: tokens)
  }

  /// Nil where there is nothing to remember.
  package var annotation: String? {
    guard !tokens.isEmpty else { return nil }
    let sorted = tokens.sorted { $0.key < $1.key }
    return JSON.text(.map(Map(sorted.map { ($0.key, Value.string($0.value)) })))
  }
}
