// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What is wrong with one version of a CustomResourceDefinition.
struct VersionFaults {
  private let version: Value
  private let place: String
  private let schemaPlace: String

  /// What versions say each for itself, or all the same.
  enum Part: String, CaseIterable {
    case schema
    case subresources
    case additionalPrinterColumns
  }

  init(_ version: Value, at place: String, schema: String = "schema") {
    self.version = version
    self.place = place
    schemaPlace = "\(place).\(schema).openAPIV3Schema"
  }

  /// What is wrong apart from the parts that all versions may share.
  var ownErrors: [FieldError] { nameErrors + warningErrors + fieldErrors }

  func errors(of part: Part) -> [FieldError] {
    switch part {
    case .schema: schemaErrors
    case .subresources: scaleErrors
    case .additionalPrinterColumns: columnErrors
    }
  }

  private var nameErrors: [FieldError] {
    let name = version["name"]?.string ?? ""
    return NamesFaults.fault(in: name).map { [.invalid("\(place).name", .string(name), $0)] } ?? []
  }

  private var warningErrors: [FieldError] {
    guard let warning = version["deprecationWarning"]?.string else { return [] }
    func invalid(_ why: String) -> [FieldError] {
      [.invalid("\(place).deprecationWarning", .string(warning), why)]
    }
    guard version["deprecated"]?.bool == true else {
      return invalid("can only be set for deprecated versions")
    }
    if warning.isEmpty { return invalid("must not be an empty string") }
    if warning.utf8.count > 256 { return invalid("must be <= 256 characters long") }
    let control = warning.unicodeScalars.firstIndex { $0.properties.generalCategory == .control }
    guard let control else { return [] }
    let index = warning.utf8.distance(from: warning.startIndex, to: control)
    return invalid(
      "must only contain printable UTF-8 characters; non-printable character found at index \(index)"
    )
  }

  private var schemaErrors: [FieldError] {
    guard let schema = version["schema"]?["openAPIV3Schema"], schema != .null else { return [] }
    let path = schemaPlace
    var errors: [FieldError] = []
    if version["subresources"]?["status"] != nil { errors += rootErrors(schema, path) }
    if schema["nullable"] == true {
      errors.append(.forbidden("\(path).nullable", "nullable cannot be true at the root"))
    }
    return errors + SchemaFaults.all(in: schema, at: path)
  }

  /// Beside a status with a door of its own, the root may only say what does not reach into it.
  private func rootErrors(_ schema: Value, _ path: String) -> [FieldError] {
    let type = schema["type"]?.string ?? ""
    if !type.isEmpty && type != "object" {
      return [
        .invalid(
          "\(path).type", .string(type),
          "only \"object\" is allowed as the type at the root of the schema if the status "
            + "subresource is enabled")
      ]
    }
    let refused: Set = ["allOf", "anyOf", "oneOf", "not", "enum", "additionalProperties"]
    guard (schema.map ?? [:]).keys.contains(where: refused.contains) else { return [] }
    return [
      .invalid(
        path, schema,
        "only [Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum "
          + "MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items "
          + "Properties ExternalDocs Example XPreserveUnknownFields] fields are allowed at the root "
          + "of the schema if the status subresource is enabled")
    ]
  }

  private var scaleErrors: [FieldError] {
    guard let scale = version["subresources"]?["scale"] else { return [] }
    let path = "\(place).subresources.scale"
    return pathErrors(scale, path, "specReplicasPath", [".spec"])
      + pathErrors(scale, path, "statusReplicasPath", [".status"])
      + (scale["labelSelectorPath"]?.string?.isEmpty == false
        ? pathErrors(scale, path, "labelSelectorPath", [".spec", ".status"]) : [])
  }

  private func pathErrors(
    _ scale: Value, _ place: String, _ key: String, _ roots: [String]
  ) -> [FieldError] {
    let text = scale[key]?.string ?? ""
    if text.isEmpty { return [.required("\(place).\(key)")] }
    if let error = Self.simplePathError(text, "\(place).\(key)") { return [error] }
    guard !roots.contains(where: { text.hasPrefix("\($0).") }) else { return [] }
    let root = roots.count == 1 ? "under \(roots[0])" : "under either .spec or .status"
    return [.invalid("\(place).\(key)", .string(text), "should be a json path \(root)")]
  }

  private static func simplePathError(_ text: String, _ place: String) -> FieldError? {
    text.hasPrefix(".")
      ? nil : .invalid(place, .string(text), "must be a simple json path starting with .")
  }

  private static let types = ["boolean", "date", "integer", "number", "string"]
  private static let formats = [
    "byte", "date", "date-time", "double", "float", "int32", "int64", "password",
  ]

  private var columnErrors: [FieldError] {
    let columns = version["additionalPrinterColumns"]?.list ?? []
    return columns.enumerated().flatMap { index, column in
      columnErrors(column, "\(place).additionalPrinterColumns[\(index)]")
    }
  }

  private func columnErrors(_ column: Value, _ place: String) -> [FieldError] {
    func text(_ key: String) -> String { column[key]?.string ?? "" }
    var errors: [FieldError] = []
    if text("name").isEmpty { errors.append(.required("\(place).name")) }
    let choices = "must be one of \(Self.types.joined(separator: ","))"
    if text("type").isEmpty {
      errors.append(.required("\(place).type", choices))
    } else if !Self.types.contains(text("type")) {
      errors.append(.invalid("\(place).type", .string(text("type")), choices))
    }
    if !text("format").isEmpty && !Self.formats.contains(text("format")) {
      errors.append(
        .invalid(
          "\(place).format", .string(text("format")),
          "must be one of \(Self.formats.joined(separator: ","))"))
    }
    if text("jsonPath").isEmpty {
      errors.append(.required("\(place).JSONPath"))
    } else if let error = Self.simplePathError(text("jsonPath"), "\(place).JSONPath") {
      errors.append(error)
    }
    return errors
  }

  private var fieldErrors: [FieldError] {
    let fields = version["selectableFields"]?.list ?? []
    return fields.enumerated().compactMap { index, field in
      let path = "\(place).selectableFields[\(index)].jsonPath"
      let text = field["jsonPath"]?.string ?? ""
      return text.isEmpty ? .required(path) : Self.simplePathError(text, path)
    }
  }
}
