// SPDX-License-Identifier: Apache-2.0

/// A shell that can complete command lines, and what it must be told for that.
package enum CompletionScript: String, Sendable, CaseIterable {
  case bash, zsh, fish

  /// Text for the shell to read. It asks the program itself at each completion.
  package func text(for program: String) -> String {
    let template =
      switch self {
      case .bash: Self.bashText
      case .zsh: Self.zshText
      case .fish: Self.fishText
      }
    return template.replacing("PROGRAM", with: program)
  }

  private static let bashText = #"""
    _PROGRAM() {
      local index word rest typed=${COMP_WORDS[COMP_CWORD]} glue=
      local -a words=()
      # Readline takes "=" and ":" for words of their own.
      for ((index = 1; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if [[ ${#words[@]} -gt 0 && ( -n $glue || $word =~ ^[=:]+$ ) ]]; then
          words[${#words[@]}-1]+=$word
        else
          words+=("$word")
        fi
        glue=
        [[ $word =~ ^[=:]+$ ]] && glue=yes
      done
      [[ -n $glue ]] && typed=
      local before=${words[${#words[@]}-1]%"$typed"}
      COMPREPLY=()
      while IFS=$'\t' read -r word rest; do
        case $word in
          :files) compopt -o default ;;
          :nothing) ;;
          *)
            COMPREPLY+=("${word#"$before"}")
            [[ $word == *= ]] && compopt -o nospace
            ;;
        esac
      done < <("${1/#\~/$HOME}" __complete "${words[@]}" 2>/dev/null)
    }
    complete -F _PROGRAM PROGRAM

    """#

  private static let zshText = #"""
    #compdef PROGRAM
    _PROGRAM() {
      local line word kind=:nothing
      local -a closed open
      for line in "${(@f)$("${(Q)words[1]}" __complete "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        word=${${line%%$'\t'*}//:/\\:}
        case $line in
          :files|:nothing) kind=$line ;;
          *=$'\t'*) open+=("$word:${line#*$'\t'}") ;;
          *$'\t'*) closed+=("$word:${line#*$'\t'}") ;;
          ?*) closed+=("$word") ;;
        esac
      done
      _describe -t words PROGRAM closed -- open -S ''
      if [[ $kind == :files ]]; then
        compset -P '--*='
        _files
      fi
    }
    if [[ $funcstack[1] == _PROGRAM ]]; then
      _PROGRAM
    else
      compdef _PROGRAM PROGRAM
    fi

    """#

  private static let fishText = #"""
    function __PROGRAM_complete
        set -l words (commandline -opc)
        set -l typed (commandline -ct)
        for line in ($words[1] __complete $words[2..-1] $typed 2>/dev/null)
            switch $line
                case :nothing
                case :files
                    set -l flag (string match -r -- '^--[^=]+=' $typed)
                    for path in (__fish_complete_path (string replace -- "$flag" '' $typed))
                        echo "$flag"$path
                    end
                case '*'
                    echo $line
            end
        end
    end
    complete -c PROGRAM -f -a '(__PROGRAM_complete)'

    """#
}
