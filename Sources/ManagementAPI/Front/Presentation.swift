// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The shape in which a client wants its answer, by its `Accept` header: the first one we can give.
enum Presentation: Hashable {
  case plain
  case table
  case metadata

  /// Nil where the client takes nothing that we have.
  static func read(_ accept: String?) -> Presentation? {
    guard let accept, !accept.isEmpty else { return .plain }
    for alternative in accept.split(separator: ",") {
      let parts = alternative.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      guard ["application/json", "*/*", "application/*"].contains(parts.first) else { continue }
      let shape = parts.first { $0.hasPrefix("as=") }
      if shape == nil { return .plain }
      guard parts.contains("g=meta.k8s.io"), parts.contains("v=v1") else { continue }
      switch shape {
      case "as=table": return .table
      case "as=partialobjectmetadata", "as=partialobjectmetadatalist": return .metadata
      default: continue
      }
    }
    return nil
  }

  /// A reply in this shape, as JSON in pieces.
  func json(
    of reply: Reply, _ context: Context, _ included: Table.Included
  ) throws(StatusError) -> [[UInt8]] {
    guard self != .plain else { return reply.json }
    return [JSON.bytes(try present(reply.value, context, included))]
  }

  func present(_ answer: Value, _ context: Context, _ included: Table.Included) throws(StatusError)
    -> Value
  {
    guard answer["kind"]?.string != "Status" else { return answer }
    switch self {
    case .plain: return answer
    case .table:
      return try Table(version: context.version, now: context.now, included: included)
        .value(of: answer)
    case .metadata:
      return answer["items"] == nil ? PartialMetadata.of(answer) : PartialMetadata.ofList(answer)
    }
  }
}
