// SPDX-License-Identifier: Apache-2.0

import API
import AzureTemplates
import DockerTemplates
import InMemoryTemplates
import Kube
import Log
import ManagementAPI
import Manifest
import SSHTemplates
import Template

/// The template of a cluster, and what a person says of the cluster to be made.
struct ClusterTemplate {
  /// By infrastructure and flavor.
  static let known = [
    "azure": AzureTemplates.all, "docker": DockerTemplates.all, "inmemory": InMemoryTemplates.all,
    "ssh": SSHTemplates.all,
  ]

  let text: String
  let name: String

  /// One that is compiled in.
  init(infrastructure: String, flavor: String) throws {
    let title = flavor.isEmpty ? infrastructure : "\(infrastructure), flavor \(flavor)"
    guard let flavors = Self.known[infrastructure] else {
      throw GenerateError(
        "there is no template for infrastructure \(infrastructure)",
        hint: "known are \(Self.known.keys.sorted().joined(separator: ", ")); "
          + "--from takes any file or address")
    }
    guard let bytes = flavors[flavor] else {
      let all = flavors.keys.filter { !$0.isEmpty }.sorted()
      throw GenerateError(
        "infrastructure \(infrastructure) has no flavor \(flavor)",
        hint: all.isEmpty ? "leave --flavor out" : "known are \(all.joined(separator: ", "))")
    }
    // Clusters with an agent have its image from their start.
    let hasAgent = ["development", "ha"].contains(flavor)
    let agent = "${PRELOAD_IMAGES:=[capctl/agent:v\(Version().number)]}"
    let whole = String(decoding: bytes, as: UTF8.self)
    text = hasAgent ? whole.replacing("${PRELOAD_IMAGES:=[]}", with: agent) : whole
    name = "the template for \(title)"
  }

  /// One that somebody put into a ConfigMap.
  init(_ text: String, named name: String) {
    (self.text, self.name) = (text, name)
  }

  init(_ source: TemplateSource) async throws {
    text = try await source.read()
    name = source.name
  }

  /// The objects with `values` in them, and what is not there from `environment`. An object that says
  /// another namespace than `namespace` is put there, and the text is written anew for that.
  func objects(
    _ values: [String: String], in namespace: String?, strict: Bool,
    _ environment: @escaping (String) -> String?
  ) throws -> [UInt8] {
    let substitution = try Substitution(text, named: name, dialect: strict ? .bash : .clusterctl)
    let bytes = try substitution.expand { values[$0] ?? environment($0) }
    guard let namespace else { return bytes }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw GenerateError("\(name) with its values is no UTF-8", hint: nil)
    }
    let objects = try Source(name, text: text).values().map(Object.init)
    let moved = objects.map { Self.moved($0, to: namespace) }
    return moved == objects ? bytes : Array(YAML.text(documents: moved.map(\.value)).utf8)
  }

  private static func moved(_ object: Object, to namespace: String) -> Object {
    guard let kind = object.groupVersionKind?.groupKind, isNamespaced(kind) else { return object }
    var moved = object
    moved.metadata.namespace = namespace
    return moved
  }

  /// Of kinds that nobody here knows, most are.
  private static func isNamespaced(_ kind: GroupKind) -> Bool {
    if kind.group == "apiextensions.k8s.io" { return false }
    return Catalog.core.find(kind)?.isNamespaced ?? true
  }
}

/// A cluster's manifests that cannot be made.
struct GenerateError: Failure {
  let action = "generate the cluster"
  let cause: String
  let hint: String?

  init(_ cause: String, hint: String?) {
    self.cause = cause
    self.hint = hint
  }

  static let severalTemplates = GenerateError(
    "invalid cluster template source: only one template can be used at time",
    hint: "leave out --from and --from-config-map, or --infrastructure and --flavor")
}
