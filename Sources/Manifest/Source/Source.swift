// SPDX-License-Identifier: Apache-2.0

/// A file of manifests, or what stands for one: YAML or JSON, of any number of documents.
package struct Source: Sendable {
  /// What messages call it: a path, a URL, `stdin`.
  package let name: String
  package let bytes: [UInt8]
  package let dialect: Dialect

  package init(_ name: String, bytes: [UInt8], dialect: Dialect = .kubectl) {
    self.name = name
    self.bytes = bytes
    self.dialect = dialect
  }

  package init(_ name: String, text: String) {
    self.init(name, bytes: Array(text.utf8))
  }

  /// The documents in their order, each of them or what is wrong with it: a mistake in one does not
  /// keep the others from being read. Empty documents, and those that say `null`, are left out.
  package func documents(limits: Limits = Limits()) -> Documents {
    Documents(self, limits: limits)
  }

  /// The values of all documents; throws at the first mistake.
  package func values(limits: Limits = Limits()) throws(ManifestError) -> [Value] {
    var values: [Value] = []
    for document in documents(limits: limits) { values.append(try document.get().value) }
    return values
  }
}
