// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Kustomize
import ManagementAPI
import Manifest

extension Verb {
  static let validate = Verb(
    "validate", "Build a folder, and hold the objects to the schemas of their kinds",
    details: """
      It needs no server, and is made for checks of proposed changes. Kinds are known that capctl serves, and \
      those that the folder itself defines; of others it says that they were not looked at.
      """,
    examples: [
      Example("Check what a cluster would get", "capctl validate clusters/prod")
    ],
    takes: [root, refusesDetection],
    [Argument("PATH", .oneOrNone, completion: .files)]
  ) { input in
    var options = Kustomize.Options()
    options.detectsManifests = !input[refusesDetection]
    guard let target = try BuildTarget.found(input, options) else { return .notFound }
    let build = target.build()
    input.console.complain(of: build.problems)
    var validation = Validation(try Catalog.complete())
    validation.define(build.objects)
    for object in build.objects { validation.check(object) }
    for line in validation.lines { input.console.say(line) }
    return build.problems.isEmpty && validation.faults == 0 ? .done : .failed
  }
}

/// Holds objects to the schemas of their kinds, and tells what is found.
private struct Validation {
  private var catalog: Catalog
  private(set) var faults = 0
  private var told: [String] = []
  private var checked = 0
  /// Kinds that no schema is known of, and how many objects they have.
  private var unknown: [String: Int] = [:]

  init(_ catalog: Catalog) { self.catalog = catalog }

  /// Takes in the kinds that the objects themselves define.
  mutating func define(_ objects: [BuiltObject]) {
    for object in objects where object.object["kind"] == "CustomResourceDefinition" {
      // What is wrong with a definition is told when it is checked like any other object.
      if let kind = try? ServedKind(definition: Object(object.object)) { catalog.add(kind) }
    }
  }

  mutating func check(_ built: BuiltObject) {
    let object = Object(built.object)
    switch catalog.acceptance(of: built.object) {
    case .accepted: checked += 1
    case .unknown: unknown["\(object.apiVersion) \(object.kind)", default: 0] += 1
    case .refused(let causes):
      checked += 1
      faults += causes.count
      for cause in causes {
        let place = built.origin.position(of: Path(parsing: cause.field))
        let field = cause.field.isEmpty ? "" : "\(cause.field): "
        told.append(
          "error: cannot accept \(place): \(object.kind) \(object.name): \(field)\(cause.message)")
      }
    }
  }

  var lines: [String] {
    let others = unknown.sorted { $0.key < $1.key }.map { kind, count in
      "warning: no schema is known of \(kind), and \(Self.objects(count)) of it not checked"
    }
    return told + others + ["checked \(checked) object\(checked == 1 ? "" : "s")"]
  }

  private static func objects(_ count: Int) -> String {
    count == 1 ? "1 object is" : "\(count) objects are"
  }
}
