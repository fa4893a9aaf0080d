// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// What `-o` asks for.
package enum OutputForm: Sendable, Hashable {
  case table(isWide: Bool)
  case yaml
  case json
  case name
  case jsonPath(JSONPathTemplate)
  case columns(CustomColumns)

  package static let known = [
    "json", "yaml", "name", "wide", "jsonpath=", "custom-columns=",
  ]

  package init(_ text: String) throws(ViewError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let argument = parts.count > 1 ? String(parts[1]) : nil
    switch (parts.first.map(String.init) ?? "", argument) {
    case ("", nil): self = .table(isWide: false)
    case ("wide", nil): self = .table(isWide: true)
    case ("yaml", nil): self = .yaml
    case ("json", nil): self = .json
    case ("name", nil): self = .name
    case ("jsonpath", let template?):
      do throws(ManifestError) {
        self = .jsonPath(try JSONPathTemplate(parsing: template))
      } catch { throw ViewError(error.action, error.cause) }
    case ("custom-columns", let columns?): self = .columns(try CustomColumns(parsing: columns))
    case ("jsonpath", nil), ("custom-columns", nil):
      throw ViewError("print as \(text)", "nothing follows it", hint: "write -o \(text)=…")
    default:
      throw ViewError(
        "print as \"\(text)\"", "there is no such form",
        hint: "known are \(Self.known.joined(separator: ", "))")
    }
  }
}
