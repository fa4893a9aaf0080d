// SPDX-License-Identifier: Apache-2.0

package import Log
package import Manifest

/// The Secrets that the spec of a KubeadmConfig draws on: `files[].contentFrom`, `users[].passwdFrom`.
package struct SecretReferences: Sendable {
  package struct Reference: Sendable, Hashable {
    /// Where in the spec the value belongs.
    package let field: String
    package let secret: String
    package let key: String
  }

  private let spec: Value

  package init(of spec: Value) {
    self.spec = spec
  }

  package var all: [Reference] {
    Self.fields.flatMap { list, from, _ in
      (spec[list]?.list ?? []).enumerated().compactMap { index, item -> Reference? in
        guard let secret = item[from]?["secret"], let name = secret["name"]?.string,
          let key = secret["key"]?.string
        else { return nil }
        return Reference(field: "spec.\(list)[\(index)].\(from)", secret: name, key: key)
      }
    }
  }

  /// The spec with the values in their places; fails with all that `find` does not know.
  package func resolved(
    _ find: (Reference) -> Secret<String>?
  ) throws(BootstrapError) -> Secret<Value> {
    let references = all
    let missing = references.filter { find($0) == nil }
    guard missing.isEmpty else {
      let lines = missing.map { "Secret \($0.secret), key \($0.key) (\($0.field))" }
      throw BootstrapError("make user data", "not found: \(lines.joined(separator: "; "))")
    }
    var spec = spec
    for (list, from, into) in Self.fields {
      guard var items = spec[list]?.list else { continue }
      for index in items.indices {
        guard
          let reference = references.first(where: { $0.field == "spec.\(list)[\(index)].\(from)" })
        else { continue }
        items[index][into] = find(reference).map { .string($0.reveal()) }
        items[index][from] = nil
      }
      spec[list] = .some(.list(items))
    }
    return Secret(spec)
  }

  private static let fields = [
    ("files", "contentFrom", "content"), ("users", "passwdFrom", "passwd"),
  ]
}
