// SPDX-License-Identifier: Apache-2.0

import CommandLine
import FoundationEssentials
import Log
import Manifest

/// The file that `capctl up --config` names: what flags say, by the names of the flags. Pure but for reading.
struct UpConfig {
  /// The words of a command line with those of its file in them, before all that were typed: these count more.
  static func expanded(
    _ words: [String], _ environment: (String) -> String?
  ) throws -> [String] {
    guard words.first == Verb.up.name, let path = path(in: words) ?? environment("CAPCTL_CONFIG")
    else { return words }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw ReadError(path, "there is no such file, or it may not be read")
    }
    let source = Source(path, bytes: Array(bytes))
    var documents = source.documents()
    guard let document = try documents.next()?.get() else { return words }
    return [Verb.up.name] + (try self.words(of: document)) + words.dropFirst()
  }

  private static func path(in words: [String]) -> String? {
    var path: String?
    for (index, word) in words.enumerated() {
      if word == "--" { break }
      if word == "--config", index + 1 < words.count { path = words[index + 1] }
      if word.hasPrefix("--config=") { path = String(word.dropFirst("--config=".count)) }
    }
    return path
  }

  static func words(of document: Document) throws -> [String] {
    let action = "read"
    guard let map = document.value.map else {
      throw document.error(at: [], action, "it holds no FLAG: value pairs")
    }
    let names = Verb.up.flags.map(\.form.name).filter { $0 != "config" }
    var words: [String] = []
    for entry in map {
      guard names.contains(entry.key) else {
        let guess = names.closest(to: entry.key).map { "did you mean \($0)?" }
        throw document.error(
          at: [.key(entry.key)], action, "capctl up has no flag of that name", hint: guess)
      }
      for value in entry.value.list ?? [entry.value] {
        switch value {
        case .list, .map:
          throw document.error(
            at: [.key(entry.key)], action, "it is no text, number or list of texts")
        case .null: break
        case .string(let text): words.append("--\(entry.key)=\(text)")
        default: words.append("--\(entry.key)=\(JSON.text(value))")
        }
      }
    }
    return words
  }
}
