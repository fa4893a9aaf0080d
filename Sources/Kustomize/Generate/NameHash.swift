// SPDX-License-Identifier: Apache-2.0

import Manifest
import PKI

/// The end that a generated object's name gets, so that it changes with the content.
enum NameHash {
  static func hash(of object: Value) -> String {
    let text: [UInt8]
    switch object["kind"]?.string {
    case "ConfigMap": text = JSON.bytes(content(of: object, ["binaryData"]), style: style)
    case "Secret":
      var content = content(of: object, ["stringData"])
      content["type"] = object["type"] ?? ""
      text = JSON.bytes(content, style: style)
    default: text = JSON.bytes(object, style: style)
    }
    let digits = Digest.sha256(text).hexadecimal.utf8.prefix(10).map { digit in
      switch digit {
      // A word that somebody could take offence at is less likely without these.
      case UInt8(ascii: "0"): UInt8(ascii: "g")
      case UInt8(ascii: "1"): UInt8(ascii: "h")
      case UInt8(ascii: "3"): UInt8(ascii: "k")
      case UInt8(ascii: "a"): UInt8(ascii: "m")
      case UInt8(ascii: "e"): UInt8(ascii: "t")
      default: digit
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }

  private static let style = {
    var style = JSON.Style.kubectl
    style.indent = nil
    return style
  }()

  private static func content(of object: Value, _ optional: [String]) -> Value {
    var content: Value = [:]
    content["kind"] = object["kind"]
    // The name has no part in it, but its field has.
    content["name"] = ""
    // A replacement may have put a value where the map was: it counts as its text.
    let data = object["data"] ?? ""
    content["data"] = data.scalarText.map(Value.string) ?? data
    for key in optional { if let map = object[key]?.map { content[key] = .map(map) } }
    return content
  }
}
