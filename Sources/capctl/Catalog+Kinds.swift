// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI

extension Catalog {
  /// What Kubernetes itself has, and all our kinds.
  static func complete() throws -> Catalog {
    var catalog = Catalog.core
    for kind in Kinds.all { catalog.add(try ServedKind(kind)) }
    return catalog
  }
}

extension ServedKind {
  fileprivate init(_ kind: Kind) throws {
    try self.init(own: kind.definition())
    let conversion = Conversion(of: kind)
    convert = { (value, version) throws(StatusError) in
      try conversion.convert(value, to: version)
    }
    rules = AskedRules(kind: kind)
  }
}

/// What one of our kinds asks of its objects, where the server looks for it.
private struct AskedRules: KindRules {
  let kind: Kind

  func settle(_ object: inout Object, over old: Object?) throws(StatusError) {
    object = try kind.settled(object, over: old)
  }

  func errors(in object: Object, over old: Object?) -> [FieldError] {
    kind.errors(in: object, over: old)
  }
}
