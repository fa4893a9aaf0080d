// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Glibc
import PlatformTemplate
import Template

extension Verb {
  private static let environment = Flag<String>.text(
    "environment", "e", default: "prod", help: "Which environment the cluster is of.")

  private static let platformFolder = Flag<String>.text(
    "write-to", default: ".", help: "The folder of the platform repository."
  ).completed(by: .files)

  static let generatePlatform = Verb(
    "platform", "Begin the platform repository of clusters",
    details: """
      Writes base, environments/prod, environments/staging and the cluster's own folder, for agents \
      of the type flux: cert-manager, ingress-nginx and KEDA as HelmReleases. A file that is there \
      stays as it is, so that another cluster can be added later. The path of a GitOpsAgent is then \
      clusters/$<CLUSTER_NAME>.
      """,
    examples: [
      Example("Begin with a cluster", "capctl generate platform demo --write-to platform"),
      Example(
        "Add another, of staging",
        "capctl generate platform next --environment staging --write-to platform"),
    ],
    takes: [environment, platformFolder], [Argument("NAME")]
  ) { input in
    let values = ["CLUSTER_NAME": input.arguments[0], "ENVIRONMENT": input[environment]]
    for (name, value) in values.sorted(by: { $0.key < $1.key }) where !isFolder(value) {
      throw GenerateError(
        "\"\(value)\" cannot be the name of a folder",
        hint: name == "ENVIRONMENT" ? "give --environment prod, or staging" : nil)
    }
    func fill(_ text: String, named name: String) throws -> String {
      String(decoding: try Substitution(text, named: name).expand { values[$0] }, as: UTF8.self)
    }
    let files = PlatformTemplate.shared.merging(PlatformTemplate.cluster) { one, _ in one }
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let place = try fill(path, named: path)
      let file = "\(input[platformFolder])/\(place)"
      guard unsafe access(file, F_OK) != 0 else { continue }
      let given = String(decoding: bytes, as: UTF8.self)
      // What all clusters share has variables of other tools in it.
      let isShared = PlatformTemplate.shared[path] != nil
      try makeFolders(above: file)
      try WrittenFile(file).write(isShared ? given : try fill(given, named: place))
      try input.console.write("\(place)\n")
    }
    return .done
  }

  private static func isFolder(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".")
      && name.allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || "-._".contains($0) }
  }

  private static func makeFolders(above file: String) throws(WriteError) {
    var path = file.hasPrefix("/") ? "" : "."
    for name in file.split(separator: "/").dropLast() {
      path += "/\(name)"
      guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
        throw WriteError(path, code: errno)
      }
    }
  }
}
