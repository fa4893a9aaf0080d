// SPDX-License-Identifier: Apache-2.0

import Manifest

extension CloudConfig {
  /// cloud-init's order of modules: `bootcmd` comes before the files that stand above it in the text,
  /// and `runcmd` after everything, files for users' own included.
  static func steps(of config: Map) throws(BootstrapError) -> [Step] {
    let files = try files(config["write_files"])
    var steps: [Step] = []
    steps += try commands("bootcmd", config["bootcmd"])
    steps += group(files.filter { !$0.isDeferred })
    steps += try groups(config["groups"])
    steps += try users(config["users"])
    steps += time(config["ntp"])
    steps += group(files.filter(\.isDeferred))
    steps += try commands("runcmd", config["runcmd"])
    return steps
  }

  private static func files(_ value: Value?) throws(BootstrapError) -> [NodeFile] {
    var files: [NodeFile] = []
    for (index, item) in try list(value, "write_files").enumerated() {
      files.append(try NodeFile(item, at: index))
    }
    return files
  }

  private static func group(_ files: [NodeFile]) -> [Step] {
    files.isEmpty ? [] : [.files(files)]
  }

  private static func commands(
    _ section: String, _ value: Value?
  ) throws(BootstrapError) -> [Step] {
    var commands: [String] = []
    for (index, item) in try list(value, section).enumerated() {
      switch item {
      case .string(let text): commands.append(text)
      // The words of a program, of which no shell is to read any.
      case .list(let words): commands.append(words.map(quoted).joined(separator: " "))
      case .null: break
      default:
        throw BootstrapError("run user data", "\(section)[\(index)] is a \(item.kind), no command")
      }
    }
    return commands.isEmpty ? [] : [.commands(section: section, commands)]
  }

  private static func quoted(_ word: Value) -> String {
    let text = word.string ?? JSON.text(word)
    return "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  /// `[a, {b: [user]}]`, or `{b: [user]}`.
  private static func groups(_ value: Value?) throws(BootstrapError) -> [Step] {
    guard let value, !value.isNull else { return [] }
    if let text = value.string {
      return text.split(separator: ",").map { .group(String($0).trimmed, members: []) }
    }
    var steps: [Step] = []
    for item in value.map == nil ? try list(value, "groups") : [value] {
      if let name = item.string { steps.append(.group(name, members: [])) }
      for entry in item.map ?? [:] {
        let members =
          entry.value.list?.compactMap(\.string) ?? entry.value.string.map { [$0] } ?? []
        steps.append(.group(entry.key, members: members))
      }
    }
    return steps
  }

  private static func users(_ value: Value?) throws(BootstrapError) -> [Step] {
    var steps: [Step] = []
    // `default` is the user that a distribution's own image brings.
    for (index, item) in try list(value, "users").enumerated() where item != "default" {
      steps.append(.user(try NodeUser(item, at: index)))
    }
    return steps
  }

  private static func time(_ value: Value?) -> [Step] {
    guard let value, value["enabled"]?.bool ?? true else { return [] }
    let servers = ["servers", "pools"].flatMap { (value[$0]?.list ?? []).compactMap(\.string) }
    return servers.isEmpty ? [] : [.time(servers: servers)]
  }

  private static func list(_ value: Value?, _ section: String) throws(BootstrapError) -> [Value] {
    guard let value, !value.isNull else { return [] }
    guard let list = value.list else {
      throw BootstrapError("run user data", "\(section) is a \(value.kind), not a list")
    }
    return list
  }
}
