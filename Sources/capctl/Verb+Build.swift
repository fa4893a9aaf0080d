// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kustomize
import Manifest

extension Verb {
  private enum Format: String, CaseIterable { case yaml, json, name }
  private enum Order: String, CaseIterable { case legacy, input }

  private static let format = Flag<Format?>.choice(
    "output", "o", help: "One of yaml, json or name.")

  private static let order = Flag<Order?>.choice(
    "order",
    help: """
      legacy, as kubectl prints: what others need comes first; or input, as the kustomizations name the \
      objects. A kustomization's own sortOptions count more.
      """)

  static let root = Flag<String?>.optionalText(
    "root",
    help: """
      The folder that nothing may lead out of: the git repository that PATH is in, else the current folder.
      """
  ).completed(by: .files)

  static let refusesDetection = Flag<Bool>.toggle(
    "strict", help: "Refuse a folder without a kustomization, which else stands for its manifests.")

  static let build = Verb(
    "build", "Print what the kustomization of a folder makes",
    details: """
      The objects are those that GitOps would apply. All mistakes are told, each with its place; where \
      there is one, nothing is printed.
      """,
    examples: [
      Example("Build a cluster", "capctl build clusters/prod"),
      Example("Compare with kubectl", "diff <(capctl build .) <(kubectl kustomize .)"),
    ],
    takes: [format, order, root, refusesDetection],
    [Argument("PATH", .oneOrNone, completion: .files)]
  ) { input in
    var options = Kustomize.Options()
    options.order = input[order] == .input ? .input : .legacy
    options.detectsManifests = !input[refusesDetection]
    guard let target = try BuildTarget.found(input, options) else { return .notFound }
    let build = target.build()
    guard build.problems.isEmpty else {
      input.console.complain(of: build.problems)
      return .failed
    }
    try input.console.write(text(of: build.objects.map(\.object), input[format] ?? .yaml))
    return .done
  }

  private static func text(of objects: [Value], _ format: Format) -> String {
    switch format {
    case .yaml: return YAML.text(documents: objects)
    case .json:
      let list: Value = ["apiVersion": "v1", "kind": "List", "items": .list(objects)]
      return JSON.text(list, style: .kubectl) + "\n"
    case .name: return objects.map { $0.shortName + "\n" }.joined()
    }
  }
}

extension BuildTarget {
  /// What a call asks to build; nil, and told, where there is no such folder.
  static func found(
    _ input: Invocation, _ options: Kustomize.Options
  ) throws -> BuildTarget? {
    let path = input.arguments.first ?? "."
    do {
      return try BuildTarget(path, root: input[Verb.root], options: options)
    } catch let error as ReadError {
      input.console.say("error: \(error)")
      return nil
    }
  }
}

extension Value {
  /// `deployment.apps/web`, as kubectl names objects.
  fileprivate var shortName: String {
    let version = self["apiVersion"]?.string ?? ""
    let group = version.contains("/") ? "." + version.prefix { $0 != "/" } : ""
    let kind = (self["kind"]?.string ?? "").lowercased()
    return "\(kind)\(group)/\(self["metadata", "name"]?.string ?? "")"
  }
}
