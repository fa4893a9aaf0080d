// SPDX-License-Identifier: Apache-2.0

/// CoreDNS's own configuration, which people change, and which newer versions do not take in all parts.
package enum Corefile {
  /// What CoreDNS had once, and does not start with any more.
  private struct Removal {
    let plugin: String
    var option: String?
    let version: KubernetesVersion?
    let hint: String
  }

  private static let removals = [
    Removal(plugin: "proxy", version: KubernetesVersion("1.5.0"), hint: "write forward instead"),
    Removal(plugin: "federation", version: KubernetesVersion("1.7.0"), hint: "take it out"),
    Removal(
      plugin: "kubernetes", option: "upstream", version: KubernetesVersion("1.7.0"),
      hint: "take it out"),
    Removal(
      plugin: "kubernetes", option: "resyncperiod", version: KubernetesVersion("1.7.0"),
      hint: "take it out"),
  ]

  /// Why CoreDNS of a version would not start with a Corefile that another started with: a line for each
  /// reason.
  package static func faults(in text: String, from old: String, to new: String) -> [String] {
    guard let old = KubernetesVersion(old), let new = KubernetesVersion(new) else { return [] }
    let found = entries(of: text)
    return removals.compactMap { removal in
      guard let version = removal.version, old < version, version <= new,
        found.contains(Entry(plugin: removal.plugin, option: removal.option))
      else { return nil }
      let number = "\(version.major).\(version.minor).\(version.patch)"
      let what =
        removal.option.map { "the option \($0) of the plugin \(removal.plugin)" }
        ?? "the plugin \(removal.plugin)"
      return "\(what), which CoreDNS has no more since \(number): \(removal.hint)"
    }
  }

  private struct Entry: Hashable {
    let plugin: String
    let option: String?
  }

  /// The plugins of all servers, and their options.
  private static func entries(of text: String) -> Set<Entry> {
    var entries: Set<Entry> = []
    var blocks: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let first = words.first else { continue }
      if first == "}" {
        _ = blocks.popLast()
        continue
      }
      if blocks.count == 1 { entries.insert(Entry(plugin: first, option: nil)) }
      if blocks.count == 2 { entries.insert(Entry(plugin: blocks[1], option: first)) }
      if words.last == "{" { blocks.append(first) }
    }
    return entries
  }
}
