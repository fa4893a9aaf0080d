// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Kube
import Log

/// Finds the collection that a person means by a word such as `clusters`, `md` or `Secret`.
struct KindFinder {
  private let mapper: RESTMapper
  /// Whether it is a server of ours, of which we know what it serves without asking.
  private let isOwn: Bool

  init(_ client: any Discoverable, isOwn: Bool) {
    mapper = RESTMapper(client)
    self.isOwn = isOwn
  }

  /// Nobody serves a kind of that name.
  struct Unknown: Failure {
    let word: String
    let guess: String?

    var action: String { "find the kind \"\(word)\"" }
    var cause: String { "the server doesn't have a resource type \"\(word)\"" }
    var hint: String? {
      guess.map { "did you mean \"\($0)\"?" } ?? "capctl api-resources lists them"
    }
  }

  func resource(_ word: String) async throws -> APIResource {
    if isOwn, let found = Self.known.find(named: word) { return found }
    if let found = try await mapper.everything().find(named: word) { return found }
    throw Unknown(word: word, guess: try await names().closest(to: word.lowercased()))
  }

  /// The same, of a word that may name a category of kinds as well.
  func resources(_ word: String) async throws -> [APIResource] {
    do {
      return [try await resource(word)]
    } catch let error as Unknown {
      let table = try await mapper.everything()
      var members: [APIResource] = []
      for one in table.resources where one.categories.contains(word) {
        guard let preferred = table.find(one.groupKind), !members.contains(preferred) else {
          continue
        }
        members.append(preferred)
      }
      guard !members.isEmpty else { throw error }
      return members
    }
  }

  /// Where an object belongs.
  func resource(of object: Object) async throws -> APIResource {
    guard let kind = object.groupVersionKind else {
      throw StatusError.badRequest("Object 'Kind' is missing in '\(object)'")
    }
    if isOwn, let found = Self.known.find(kind) { return found }
    return try await mapper.resource(kind)
  }

  func everything() async throws -> [APIResource] { try await mapper.everything().resources }

  private func names() async throws -> [String] {
    try await mapper.everything().resources.flatMap { resource in
      [resource.resource.plural, resource.singular]
    }
  }

  static let known = ResourceTable(known: Kinds.all.map(APIResource.init) + core)

  private static let core = [
    APIResource("namespaces", "Namespace", isNamespaced: false, short: "ns"),
    APIResource("secrets", "Secret"), APIResource("configmaps", "ConfigMap", short: "cm"),
    APIResource("events", "Event", short: "ev"),
  ]
}

extension APIResource {
  /// How kubectl names the kind before an object's name: `cluster.cluster.x-k8s.io`.
  var title: String {
    let group = resource.group
    return group.isEmpty ? kind.lowercased() : "\(kind.lowercased()).\(group)"
  }

  fileprivate init(_ kind: Kind) {
    self.init(kind.resource(), kind: kind.kind, isNamespaced: true)
    singular = kind.kind.lowercased()
    shortNames = kind.shortNames
    subresources = ["status"]
  }

  fileprivate init(
    _ plural: String, _ kind: String, isNamespaced: Bool = true, short: String? = nil
  ) {
    self.init(
      Resource(group: "", version: "v1", plural: plural), kind: kind, isNamespaced: isNamespaced)
    singular = kind.lowercased()
    shortNames = short.map { [$0] } ?? []
  }
}
