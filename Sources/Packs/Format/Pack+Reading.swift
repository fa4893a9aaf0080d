// SPDX-License-Identifier: Apache-2.0

package import Manifest

extension Pack {
  package static let apiVersion = "provider.capctl.dev/v1alpha1"

  /// The packs of a file.
  package static func read(_ source: Source) throws -> [Pack] {
    var packs: [Pack] = []
    for document in source.documents() { packs.append(try Pack(try document.get())) }
    return packs
  }

  package init(_ document: Document) throws(PackError) {
    var top = try Fields(document, at: [])
    guard try top.need("apiVersion") == Self.apiVersion, try top.need("kind") == "ProviderPack"
    else { throw top.error([], "it is no ProviderPack of \(Self.apiVersion)") }
    _ = top.take("metadata")
    _ = top.take("spec")
    try top.finish()
    var metadata = try Fields(document, at: ["metadata"])
    name = try metadata.need("name")
    try metadata.finish()
    var fields = try Fields(document, at: ["spec"])
    _ = fields.take("for")
    var kind = try Fields(document, at: ["spec", "for"])
    group = try kind.need("group")
    self.kind = try kind.need("kind")
    version = try kind.text("version")
    plural = try kind.text("plural")
    try kind.finish()
    part = try fields.choice("part", Part.self) ?? .other
    contract = try fields.choice("contract", Contract.self) ?? .v1beta2
    transport = try fields.need("transport")
    endpoint = try fields.expression("endpoint")
    computed = try fields.texts("computed")
    let ids = try fields.choice("ids", Ids.self)
    spec = try fields.expressions("spec")
    status = try fields.expressions("status")
    secrets = try Self.secrets(&fields)
    errors = try Self.errors(&fields)
    refresh = try fields.numbers("refresh").first.map(Int64.init)
    let read = try Self.resources(&fields, ids: ids)
    try fields.finish()
    for entry in spec where !part.specFields.contains(entry.name) {
      throw fields.error(
        ["spec", "spec", .key(entry.name)], "a provider does not write this field",
        hint: "of a cluster it writes controlPlaneEndpoint, of a machine providerID")
    }
    resources = try ResourceGraph(read, in: fields).sorted()
    try PackCheck(pack: self, fields: fields).check()
  }

  enum Ids: String, CaseIterable { case withoutCase, exact }

  private static func resources(
    _ fields: inout Fields, ids: Ids?
  ) throws(PackError) -> [PackResource] {
    _ = fields.take("defaults")
    guard let (value, path) = fields.take("resources") else {
      throw fields.error(fields.path, "the field resources is missing")
    }
    guard let items = value.list else { throw fields.error(path, "a list is wanted") }
    var resources: [PackResource] = []
    for index in items.indices {
      var one = try Fields(
        fields.document, at: path.index(index), usual: fields.path.key("defaults"))
      let resource = try PackResource(&one, comparesWithoutCase: ids == .withoutCase)
      try one.finish()
      guard !resources.contains(where: { $0.name == resource.name }) else {
        throw one.error(one.path.key("name"), "there is another resource \(resource.name)")
      }
      resources.append(resource)
    }
    return resources
  }

  private static func secrets(_ fields: inout Fields) throws(PackError) -> [SecretTemplate] {
    guard let (value, path) = fields.take("secrets") else { return [] }
    var secrets: [SecretTemplate] = []
    for index in (value.list ?? []).indices {
      var one = try Fields(fields.document, at: path.index(index))
      guard let name = try one.expression("name") else {
        throw one.error(one.path, "the field name is missing")
      }
      let secret = SecretTemplate(
        name: name, type: try one.text("type"), data: try one.expressions("data"))
      try one.finish()
      secrets.append(secret)
    }
    return secrets
  }

  private static func errors(_ fields: inout Fields) throws(PackError) -> [ErrorRule] {
    guard let (value, path) = fields.take("errors") else { return [] }
    var rules: [ErrorRule] = []
    for index in (value.list ?? []).indices {
      var one = try Fields(fields.document, at: path.index(index))
      let rule = ErrorRule(
        code: try one.text("code"), statuses: try one.numbers("status"),
        response: try one.choice("then", ErrorRule.Response.self), hint: try one.text("hint"))
      try one.finish()
      rules.append(rule)
    }
    return rules
  }
}
