// SPDX-License-Identifier: Apache-2.0

/// The id of a resource, or of a collection of resources, or of an action: a path of Azure's.
///
/// What stands last counts: `…/providers/Microsoft.Network/virtualNetworks/a/subnets/b` is a subnet,
/// wherever the part before `providers` leads. Ids are the same where they differ in case only.
struct ResourceID: Sendable {
  let text: String

  /// Under which the resource is kept.
  let key: String
  let subscription: String?
  let group: String?

  /// What the resource lies in or extends: the text before the last `/providers/`.
  let scope: String

  /// `Microsoft.Network/virtualNetworks/subnets`, in the case it came in.
  let type: String
  let names: [String]

  /// Whether a name is missing at the end: all of a type, or an action.
  let isCollection: Bool

  var name: String { names.last ?? "" }
  var typeKey: String { type.lowercased() }

  /// As Azure's words have it: `Microsoft.Network/virtualNetworks/a`.
  var shortName: String {
    let words = type.split(separator: "/")
    guard let namespace = words.first, words.count > names.count else { return name }
    let pairs = zip(words.dropFirst(), names).map { "\($0)/\($1)" }
    return ([String(namespace)] + pairs).joined(separator: "/")
  }

  init?(_ path: String) {
    let words = path.split(separator: "/").map(String.init)
    guard words.count >= 2, words[0].lowercased() == "subscriptions" else { return nil }
    text = "/" + words.joined(separator: "/")
    key = text.lowercased()
    subscription = words[1]
    let isGrouped = words.count >= 3 && words[2].lowercased() == "resourcegroups"
    group = isGrouped && words.count >= 4 ? words[3] : nil
    guard let split = words.lastIndex(where: { $0.lowercased() == "providers" }) else {
      scope = "/subscriptions/\(words[1])"
      type = isGrouped ? "Microsoft.Resources/resourceGroups" : "Microsoft.Resources/subscriptions"
      names = words.count >= 4 && isGrouped ? [words[3]] : isGrouped ? [] : [words[1]]
      isCollection = isGrouped && words.count == 3
      return
    }
    let last = words[(split + 1)...]
    scope = "/" + words[..<split].joined(separator: "/")
    let pairs = Array(last.dropFirst())
    let types = stride(from: 0, to: pairs.count, by: 2).map { pairs[$0] }
    type = ([last.first ?? ""] + types).joined(separator: "/")
    names = stride(from: 1, to: pairs.count, by: 2).map { pairs[$0] }
    isCollection = names.count < types.count
  }

  /// The id above: of a subnet its network, of an action or a collection what it belongs to.
  var parent: ResourceID? {
    let words = text.split(separator: "/")
    let up = ResourceID(
      words.dropLast(isCollection ? 1 : 2).map(String.init).joined(separator: "/"))
    return up.flatMap { $0.type.contains("/") ? $0 : ResourceID(scope) }
  }

  /// The last word: the verb of an action.
  var lastWord: String { text.split(separator: "/").last.map(String.init) ?? "" }

  var groupID: String? { group.map { "/subscriptions/\(subscription ?? "")/resourceGroups/\($0)" } }
}
