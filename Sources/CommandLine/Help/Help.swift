// SPDX-License-Identifier: Apache-2.0

/// What `--help` prints, laid out as kubectl does.
struct Help {
  /// The commands from the root to the one that is explained.
  let path: [Verb]
  let width: Int

  private var verb: Verb { path[path.count - 1] }
  private var name: String { path.map(\.name).joined(separator: " ") }

  var text: String {
    let parts = [about, commands, examples, options, usage, more]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var about: String {
    let details = verb.details.isEmpty ? "" : "\n\n" + verb.details
    return (verb.summary + "." + details).wrapped(to: width)
  }

  private var commands: String {
    let shown = verb.verbs.filter { !$0.isHidden }
    let indent = (shown.map(\.name.count).max() ?? 0) + 4
    return section("Commands") {
      shown.map { verb in
        "  " + verb.name.padded(to: indent - 2)
          + verb.summary.wrapped(to: width, indent: indent)
      }.joined(separator: "\n")
    }
  }

  private var examples: String {
    section("Examples") {
      verb.examples.map { "  # \($0.comment)\n  \($0.line)" }.joined(separator: "\n\n")
    }
  }

  private var options: String {
    // The root's flags hold everywhere, and are listed once by themselves.
    section("Options") {
      Array(path.count > 1 ? path.dropFirst() : path[...]).holdingFlags.map(\.form)
        .sorted { $0.name < $1.name }.map(option).joined(separator: "\n\n")
    }
  }

  private func option(_ form: FlagForm) -> String {
    let short = form.short.map { "-\($0), " } ?? ""
    let variable = form.environment.map { " (environment: \($0))" } ?? ""
    return "    \(short)--\(form.name)=\(form.shownFallback):\n        "
      + (form.help + variable).wrapped(to: width, indent: 8)
  }

  private var usage: String {
    var forms = verb.verbs.isEmpty || verb.run != nil ? [verb.arguments.map(\.usage)] : []
    if !verb.verbs.isEmpty { forms.append(["COMMAND"]) }
    let lines = forms.map { "  " + ([name] + $0 + ["[options]"]).joined(separator: " ") }
    return "Usage:\n" + lines.joined(separator: "\n")
  }

  private var more: String {
    var lines: [String] = []
    if !verb.verbs.isEmpty {
      lines.append("Use \"\(name) COMMAND --help\" for more about a command.")
    }
    if path.count > 1, !path[0].flags.isEmpty {
      lines.append("Use \"\(path[0].name) --help\" for the options of all commands.")
    }
    return lines.map { $0.wrapped(to: width) }.joined(separator: "\n")
  }

  private func section(_ title: String, _ text: () -> String) -> String {
    let text = text()
    return text.isEmpty ? "" : "\(title):\n\(text)"
  }
}
