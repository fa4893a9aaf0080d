// SPDX-License-Identifier: Apache-2.0

import Archive
import Manifest

/// User data as the things to do, in the order in which cloud-init does them.
package struct CloudConfig: Sendable {
  package enum Step: Sendable {
    /// Commands that one shell runs, one after the other: `bootcmd` or `runcmd`.
    case commands(section: String, [String])
    case files([NodeFile])
    case group(String, members: [String])
    case user(NodeUser)
    case time(servers: [String])
  }

  package let steps: [Step]

  /// What is in the user data and is not done, and why.
  package let warnings: [String]

  /// Reads user data, plain or gzip, for the machine that `data` describes.
  package init(userData: [UInt8], for data: InstanceData) throws(BootstrapError) {
    let rendered = try Jinja.render(Self.text(of: userData), with: data)
    let config = try Self.parse(rendered)
    let unknown = config.keys.filter { !Self.known.contains($0) }
    guard unknown.isEmpty else {
      throw BootstrapError(
        "run user data", "it has sections that are not known: \(unknown.joined(separator: ", "))",
        hint: "known are \(Self.known.sorted().joined(separator: ", "))")
    }
    steps = try Self.steps(of: config)
    warnings = Self.disks.filter { config[$0].map { !$0.isNull } ?? false }.map {
      "\($0) is left out: a machine that runs user data from outside has no disks to set up"
    }
  }

  private init(steps: [Step], warnings: [String]) {
    self.steps = steps
    self.warnings = warnings
  }

  /// The same with each file as `change` makes it: what a kind of machine needs to be told besides.
  package func changingFiles(
    _ change: (NodeFile) throws(BootstrapError) -> NodeFile
  ) throws(BootstrapError) -> CloudConfig {
    var steps = steps
    for place in steps.indices {
      guard case .files(var files) = steps[place] else { continue }
      for index in files.indices { files[index] = try change(files[index]) }
      steps[place] = .files(files)
    }
    return CloudConfig(steps: steps, warnings: warnings)
  }

  private static let disks = ["disk_setup", "fs_setup", "mounts"]
  private static let known = Set(
    disks + ["bootcmd", "groups", "ntp", "runcmd", "users", "write_files"])

  private static func text(of userData: [UInt8]) throws(BootstrapError) -> String {
    var bytes = userData
    if bytes.starts(with: [0x1f, 0x8b]) {
      do throws(ArchiveError) {
        bytes = try Gunzip.decompress(bytes)
      } catch {
        throw BootstrapError("read user data", error.cause)
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw BootstrapError("read user data", "it is not text")
    }
    return text
  }

  private static func parse(_ text: String) throws(BootstrapError) -> Map {
    let first = text.prefix { !$0.isNewline }
    guard String(first).trimmed == "#cloud-config" else {
      throw BootstrapError(
        "run user data", "it begins with \"\(first.prefix(40))\", not with \"#cloud-config\"",
        hint: "scripts and archives of several parts are for cloud-init alone")
    }
    let value: Value
    do throws(ManifestError) {
      value = try YAML.parse(text, name: "user data")
    } catch {
      // The parser shows no part of the text: it may hold secrets.
      throw BootstrapError("run user data", "\(error.action): \(error.cause)")
    }
    if value.isNull { return [:] }
    guard let map = value.map else {
      throw BootstrapError("run user data", "it is a \(value.kind), not a map")
    }
    return map
  }
}
