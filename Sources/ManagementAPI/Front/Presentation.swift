// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The shape in which a client wants its answer, by its `Accept` header: the first one we can give.
enum Presentation: Hashable {
  case plain
  case table(MetaVersion = .v1)
  case metadata(MetaVersion = .v1)

  /// The version of `meta.k8s.io` in which a client reads the shape.
  enum MetaVersion: String {
    case v1
    case v1beta1

    var apiVersion: Value { .string("meta.k8s.io/\(rawValue)") }
  }

  /// Nil where the client takes nothing that we have.
  static func read(_ accept: String?) -> Presentation? {
    guard let accept, !accept.isEmpty else { return .plain }
    for alternative in accept.split(separator: ",") {
      let parts = alternative.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      guard ["application/json", "*/*", "application/*"].contains(parts.first) else { continue }
      let shape = parts.first { $0.hasPrefix("as=") }
      if shape == nil { return .plain }
      let version = parts.first { $0.hasPrefix("v=") }?.dropFirst(2)
      guard parts.contains("g=meta.k8s.io"), let version,
        let version = MetaVersion(rawValue: String(version))
      else { continue }
      switch shape {
      case "as=table": return .table(version)
      case "as=partialobjectmetadata", "as=partialobjectmetadatalist": return .metadata(version)
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
    return [JSON.bytes(try present(try source(in: reply, context, included), context, included))]
  }

  /// As much of the answer as the shape is made of.
  private func source(
    in reply: Reply, _ context: Context, _ included: Table.Included
  ) throws(StatusError) -> Value {
    guard case .table = self, included == .none else { return reply.value }
    // Cells that are worked out are of what an object is about, not of who said so.
    guard let outline = try Table(version: context.version, now: context.now).outline else {
      return reply.brief
    }
    return reply.excerpt(outline)
  }

  func present(_ answer: Value, _ context: Context, _ included: Table.Included) throws(StatusError)
    -> Value
  {
    guard answer["kind"]?.string != "Status", self != .plain else { return answer }
    guard !context.kind.isReview else { throw .notAcceptable() }
    switch self {
    case .plain: return answer
    case .table(let version):
      var table = Table(version: context.version, now: context.now, included: included)
      table.metaVersion = version
      return try table.value(of: answer)
    case .metadata(let version):
      let partial = PartialMetadata(version: version)
      return answer["items"] == nil ? partial.of(answer) : partial.ofList(answer)
    }
  }
}

extension StatusError {
  static func notAcceptable() -> StatusError {
    StatusError(
      code: 406, reason: .notAcceptable,
      message: "only the following media types are accepted: application/json")
  }
}
