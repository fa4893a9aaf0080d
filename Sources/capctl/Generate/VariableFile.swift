// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Log
import Manifest

/// clusterctl's configuration file, of which the variables count here: what stands in its top level, and is
/// in no environment.
struct VariableFile {
  private let values: [String: String]

  /// `path` is the one that is named; else clusterctl's own is read where there is one.
  init(_ path: String?, _ environment: (String) -> String?) throws {
    guard let path = path ?? Self.usual(environment) else {
      values = [:]
      return
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw ReadError(path, "there is no such file, or it may not be read")
    }
    let value = try YAML.parse(String(decoding: bytes, as: UTF8.self), name: path)
    guard let map = value.map else {
      guard value.isNull else { throw ReadError(path, "it holds no NAME: value pairs") }
      values = [:]
      return
    }
    var values: [String: String] = [:]
    for entry in map {
      switch entry.value {
      case .null, .list, .map: break
      case .string(let text): values[entry.key] = text
      default: values[entry.key] = JSON.text(entry.value)
      }
    }
    self.values = values
  }

  /// What a name stands for: the environment goes before the file.
  func value(_ name: String, _ environment: (String) -> String?) -> String? {
    // clusterctl reads names without regard to case; what is written as it is meant counts more.
    environment(name) ?? values[name] ?? values.first { $0.key.uppercased() == name }?.value
  }

  private static func usual(_ environment: (String) -> String?) -> String? {
    let home = environment("HOME") ?? ""
    let base = environment("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 }
    let folders = [base ?? "\(home)/.config", "\(home)/.cluster-api"]
    let paths = ["\(folders[0])/cluster-api/clusterctl.yaml", "\(folders[1])/clusterctl.yaml"]
    return paths.first { FileManager.default.fileExists(atPath: $0) }
  }
}
