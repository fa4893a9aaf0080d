// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// Leads objects of one kind from one version to another, and loses nothing on the way: what the other
/// version cannot hold travels in the annotation `cluster.x-k8s.io/conversion-data`.
package struct Conversion: Sendable {
  /// The version of a kind that implements a version of the contract; nil where that is not known.
  package typealias Lookup = @Sendable (_ kind: GroupKind, _ contract: String) -> String?

  private let kind: Kind
  private let lookup: Lookup

  package init(of kind: Kind, lookup: @escaping Lookup = Kinds.version) {
    self.kind = kind
    self.lookup = lookup
  }

  /// The object in another version; as it is where it already is in that version.
  package func convert(_ object: Value, to version: String) throws(StatusError) -> Value {
    let old = GroupVersion(object["apiVersion"]?.string ?? "")
    guard let old, old.group == kind.group, let from = kind.versions.firstIndex(of: old.version),
      let to = kind.versions.firstIndex(of: version)
    else { throw unknown(object, version) }
    if from == to { return object }
    do throws(NotationError) {
      // Through the stored version, where everything has its place: what two older versions lack in
      // common would else be lost between them.
      let stored = from == 0 ? object : try convert(object, from: from, to: 0)
      return to == 0 ? stored : try convert(stored, from: 0, to: to)
    } catch {
      throw .internalError("\(error)")
    }
  }

  private func unknown(_ object: Value, _ version: String) -> StatusError {
    .badRequest(
      "cannot convert \(object["apiVersion"]?.string ?? "") \(kind.kind) to "
        + "\(kind.group)/\(version)")
  }

  private func convert(
    _ object: Value, from: Int, to: Int
  ) throws(NotationError) -> Value {
    var notes = ConversionNotes(object)
    let namespace = object["metadata", "namespace"]?.string
    let bare = notes.isOurs ? ConversionNotes.removed(from: object) : object
    var result = try moved(bare, from: from, to: to)
    notes.losses[kind.versions[to]]?.restore(&result)
    notes.losses[kind.versions[to]] = nil
    let returned = try moved(result, from: to, to: from)
    let losses = Losses(from: returned, to: bare, namespace: namespace)
    notes.losses[kind.versions[from]] = losses.isEmpty ? nil : losses
    notes.write(into: &result)
    result["apiVersion"] = .string("\(kind.group)/\(kind.versions[to])")
    return result
  }

  /// Every step between two versions, and at the end only what the version knows. Versions are numbered
  /// from the newest.
  private func moved(_ object: Value, from: Int, to: Int) throws(NotationError) -> Value {
    var value = object
    let context = ConversionContext(
      namespace: object["metadata", "namespace"]?.string, contract: kind.versions[to],
      lookup: lookup)
    var place = from
    while place > to {
      kind.step(from: kind.versions[place]).up(&value, context)
      place -= 1
    }
    while place < to {
      place += 1
      kind.step(from: kind.versions[place]).down(&value, context)
    }
    let metadata = value["metadata"]
    value["metadata"] = nil
    let shape = try kind.version(kind.versions[to]).shape
    let identity = (value["apiVersion"], value["kind"])
    shape.prune(&value)
    (value["apiVersion"], value["kind"]) = identity
    value["metadata"] = metadata
    return value
  }
}
