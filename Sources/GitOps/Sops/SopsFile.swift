// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest

/// A file as SOPS may have encrypted it: YAML, JSON, lines of `NAME=value`, or any bytes.
package struct SopsFile {
  private enum Content {
    case documents([Value])
    case lines([(name: String, value: String)])
    case bytes(String)
  }

  private let name: String
  private let content: Content
  private let metadata: SopsMetadata

  /// Nil where the file is not encrypted.
  package init?(_ bytes: [UInt8], named name: String) throws(GitOpsError) {
    self.name = name
    // Nearly every file ends here, without being read.
    guard Self.mentions(bytes, "sops"), Self.mentions(bytes, "ENC[AES256_GCM,") else { return nil }
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if ending == "env" {
      guard let (lines, metadata) = Self.lines(bytes) else { return nil }
      (content, self.metadata) = (.lines(lines), metadata)
      return
    }
    guard let values = try? Source(name, bytes: bytes).values(),
      let metadata = values.lazy.compactMap({ $0["sops"] }).compactMap(SopsMetadata.init).first
    else {
      guard Self.lines(bytes) == nil, !Self.mentions(bytes, "[sops]") else {
        throw GitOpsError(
          "decrypt \(name)", "SOPS encrypted it in a format that is not known here",
          hint: "yaml, json, .env and binary are")
      }
      return nil
    }
    self.metadata = metadata
    let isText = ["yaml", "yml", "json"].contains(ending)
    if !isText, let data = values.first?["data"]?.string, values.first?.map?.count == 2 {
      content = .bytes(data)
    } else {
      content = .documents(values)
    }
  }

  private static func mentions(_ bytes: [UInt8], _ word: String) -> Bool {
    let word = Array(word.utf8)
    return bytes.firstRange(of: word) != nil
  }

  /// The file as it was before it was encrypted.
  package func decrypted(_ identities: [AgeIdentity]) throws(GitOpsError) -> [UInt8] {
    do throws(GitOpsError) {
      var tree = SopsTree(metadata, try metadata.key(identities))
      let result = try open(&tree)
      try tree.check()
      return result
    } catch {
      throw GitOpsError("decrypt \(name)", error.cause, hint: error.hint)
    }
  }

  private func open(_ tree: inout SopsTree) throws(GitOpsError) -> [UInt8] {
    switch content {
    case .documents(let documents):
      var values: [Value] = []
      for document in documents {
        var document = document
        document["sops"] = nil
        values.append(try tree.open(document))
      }
      let isJSON = name.lowercased().hasSuffix(".json")
      return isJSON ? JSON.bytes(values.first ?? [:]) : Array(YAML.text(documents: values).utf8)
    case .lines(let lines):
      var text = ""
      for line in lines {
        let value = try tree.open(.string(line.value), at: [line.name])
        text += "\(line.name)=\((value.string ?? "").replacing("\n", with: "\\n"))\n"
      }
      return Array(text.utf8)
    case .bytes(let data):
      return try tree.openBytes(data, at: ["data"]).bytes
    }
  }

  /// Lines with their metadata, which are lines too: `sops_mac=…`.
  private static func lines(_ bytes: [UInt8]) -> ([(name: String, value: String)], SopsMetadata)? {
    var lines: [(name: String, value: String)] = []
    var flat: [String: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard line.first != "#", let mark = line.firstIndex(of: "=") else { continue }
      let name = String(line[..<mark])
      let value = String(line[line.index(after: mark)...]).replacing("\\n", with: "\n")
      if name.hasPrefix("sops_") {
        flat[String(name.dropFirst(5))] = value
      } else {
        lines.append((name, value))
      }
    }
    return SopsMetadata(nested(flat)).map { (lines, $0) }
  }

  /// `age__list_0__map_enc` is `age[0].enc`.
  private static func nested(_ flat: [String: String]) -> Value {
    var value: Value = [:]
    var lists: [String: [Int: Value]] = [:]
    for (name, text) in flat {
      let parts = name.replacing("__list_", with: "\0").replacing("__map_", with: "\0")
        .split(separator: "\0").map(String.init)
      guard parts.count == 3, let index = Int(parts[1]) else {
        value[name] = .string(text)
        continue
      }
      lists[parts[0], default: [:]][index, default: [:]][parts[2]] = .string(text)
    }
    for (name, items) in lists {
      value[name] = .list(items.sorted { $0.key < $1.key }.map(\.value))
    }
    return value
  }
}
