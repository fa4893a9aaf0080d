// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Manifest
import Views

/// Flags by which kubectl's verbs choose objects, and what they say together.
enum ThingFlags {
  static let everywhere = Flag<Bool>.toggle(
    "all-namespaces", "A", help: "Look in all namespaces.")

  static let selector = Flag<String>.text(
    "selector", "l", default: "", help: "Only objects with such labels: key=value,other!=value.")

  static let fieldSelector = Flag<String>.text(
    "field-selector", default: "", help: "Only objects with such fields: metadata.name=value.")

  static let all: [any FlagDeclaration] = [everywhere, selector, fieldSelector]

  static let kindArgument = Argument("KIND", completion: .words(kindWords))
  /// Names of objects of the kind that was typed before.
  static let nameArgument = Argument(
    "NAME", .any,
    completion: .dynamic { typed in
      // Of `cluster/demo` the kind is in the word itself, and so it is in those that follow.
      guard let kind = typed.arguments.first, !kind.contains("/") else {
        return await things(typed)
      }
      return kind.contains(",") ? [] : await Session.names(of: kind, for: typed)
    })

  /// What a shell offers for a kind.
  static let kindWords =
    KindFinder.known.resources.map(\.resource.plural).sorted()

  /// An object as one word: its kind, then its name.
  static let thing = Argument(
    "KIND/NAME", completion: .dynamic { typed in await things(typed) })

  private static func things(_ typed: TypedLine) async -> [Candidate] {
    guard let slash = typed.word.firstIndex(of: "/") else {
      return KindFinder.known.resources.map { Candidate("\($0.singular)/") }
    }
    let kind = String(typed.word[..<slash])
    return await Session.names(of: kind, for: typed).map { Candidate("\(kind)/\($0.word)") }
  }
}

/// Objects that a call names, by kind.
struct Wanted {
  let resource: APIResource
  /// Empty for all that are selected.
  let names: [String]
}

/// What a call chooses.
struct Choice {
  let wanted: [Wanted]
  let isEverywhere: Bool
  let options: ListOptions

  init(_ input: Invocation, _ session: Session) async throws {
    isEverywhere = input[ThingFlags.everywhere]
    var options = ListOptions()
    options.labelSelector = input[ThingFlags.selector]
    options.fieldSelector = input[ThingFlags.fieldSelector]
    self.options = options
    var wanted: [Wanted] = []
    for part in try ThingWords(input.arguments).parts {
      for resource in try await session.kinds.resources(part.kind) {
        wanted.append(Wanted(resource: resource, names: part.names))
      }
    }
    self.wanted = wanted
    try check()
  }

  private func check() throws {
    guard wanted.contains(where: { !$0.names.isEmpty }) else { return }
    if isEverywhere {
      throw ViewError(
        "find what is meant", "a resource cannot be retrieved by name across all namespaces",
        hint: "leave out --all-namespaces, or the name")
    }
    if !options.labelSelector.isEmpty || !options.fieldSelector.isEmpty {
      throw ViewError(
        "find what is meant", "name cannot be provided when a selector is specified")
    }
  }

  /// Where a kind's objects are looked for.
  func place(of resource: APIResource, _ session: Session) -> Address {
    resource.address(namespace: isEverywhere ? nil : session.namespace)
  }
}

extension Choice {
  /// Each object that is chosen. Without a name all of a kind are meant only where that was said.
  func targets(of session: Session, all: Bool, _ verb: String) async throws -> [Target] {
    var targets: [Target] = []
    for wanted in wanted {
      guard wanted.names.isEmpty else {
        targets += wanted.names.map { Target(wanted.resource, session.namespace, $0) }
        continue
      }
      guard all || options != ListOptions() else {
        throw UsageError(
          "capctl \(verb) \(wanted.resource.resource.plural)",
          "resource(s) were provided, but no name was specified", hint: "name them, or give --all")
      }
      let list = try await session.client.listAll(place(of: wanted.resource, session), options)
      targets += list.items.map { Target(wanted.resource, $0.namespace, $0.name) }
    }
    return targets
  }
}

/// One object that a verb is about.
struct Target: Hashable {
  let resource: APIResource
  let address: Address

  init(_ resource: APIResource, _ namespace: String?, _ name: String) {
    self.resource = resource
    address = resource.address(namespace: namespace, name: name)
  }

  var name: String { address.name ?? "" }
  /// `clusters/demo`, as kubectl's errors have it.
  var plural: String { "\(resource.resource.plural)/\(name)" }
  /// `cluster.cluster.x-k8s.io/demo`, as kubectl's answers have it.
  var title: String { "\(resource.title)/\(name)" }
}
