// SPDX-License-Identifier: Apache-2.0

import CommandLine

extension Verb {
  static let completion = Verb(
    "completion", "Print what makes a shell complete command lines of capctl",
    details: """
      The text is for the shell to read as it starts.

      bash: source <(capctl completion bash), in ~/.bashrc.

      zsh: capctl completion zsh > "${fpath[1]}/_capctl", or source <(capctl completion zsh) in ~/.zshrc.

      fish: capctl completion fish | source, in ~/.config/fish/config.fish.
      """,
    verbs: CompletionScript.allCases.map { shell in
      Verb(shell.rawValue, "Print it for \(shell.rawValue)") { input in
        try input.console.write(shell.text(for: "capctl"))
        return .done
      }
    })
}
