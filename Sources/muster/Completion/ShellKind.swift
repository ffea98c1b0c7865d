import ArgumentParser

/// The shells that completion is written for, and their scripts: each asks `muster ---complete` and shows what it says.
enum ShellKind: String, CaseIterable, ExpressibleByArgument {
  case bash, zsh, fish

  /// What `muster ---complete` is called with, and what the script makes of its lines: a word, perhaps a tab and what it means.
  var script: String {
    switch self {
    case .bash:
      """
      # bash completion for muster:  source <(muster completion bash)
      _muster() {
        local line
        COMPREPLY=()
        while IFS= read -r line; do
          case $line in
            :files) compopt -o default -o filenames 2>/dev/null; COMPREPLY=(); return ;;
            *[=-]) compopt -o nospace 2>/dev/null ;;
          esac
          COMPREPLY+=("$line")
        done < <("${COMP_WORDS[0]}" ---complete bash "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
      }
      complete -F _muster muster

      """
    case .zsh:
      """
      #compdef muster
      # zsh completion for muster:  source <(muster completion zsh), or as _muster in a folder of $fpath
      _muster() {
        local line word text
        local -a whole wholeShown part partShown
        for line in "${(@f)$(${words[1]} ---complete zsh "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
          [[ -n $line ]] || continue
          if [[ $line == :files ]]; then _files; return; fi
          word=${line%%$'\\t'*}
          text=${line#$word}
          text=${text#$'\\t'}
          if [[ $word == *[=-] ]]; then
            part+=("$word"); partShown+=("$word${text:+  $text}")
          else
            whole+=("$word"); wholeShown+=("$word${text:+  $text}")
          fi
        done
        (( $#whole )) && compadd -l -d wholeShown -a whole
        (( $#part )) && compadd -l -S '' -d partShown -a part
      }
      if [[ ${funcstack[1]-} == _muster ]]; then _muster "$@"; else compdef _muster muster; fi

      """
    case .fish:
      """
      # fish completion for muster:  muster completion fish | source
      function __muster_complete
          set -l words (commandline -opc)
          set -l current (commandline -ct)
          set -l lines ($words[1] ---complete fish $words[2..-1] "$current" 2>/dev/null)
          if contains -- :files $lines
              __fish_complete_path "$current"
          else
              printf '%s\\n' $lines
          end
      end
      complete -c muster -f -a '(__muster_complete)'

      """
    }
  }

  /// The words behind `muster` of the line that is being typed, the last one not yet whole, and what of it the shell keeps: bash
  /// parts words at `=` and `:` as well, and replaces only what stands behind the last of them.
  func words(_ arguments: [String]) -> (words: [String], kept: Int) {
    guard self == .bash else { return (arguments, 0) }
    let typed = TypedWords(arguments.first ?? "")
    let kept =
      typed.word.lastIndex { $0 == "=" || $0 == ":" }.map { typed.word.distance(from: typed.word.startIndex, to: $0) + 1 } ?? 0
    return (Array(typed.before.dropFirst()) + [typed.word], kept)
  }

  func lines(_ answer: ShellCompletion.Answer, kept: Int) -> String {
    guard case .words(let candidates) = answer else { return ":files\n" }
    return candidates.map { candidate in
      let word = TerminalText.harmless(String(candidate.word.dropFirst(kept)))
      let text = self == .bash || candidate.text.isEmpty ? "" : "\t" + TerminalText.harmless(candidate.text)
      return word + text + "\n"
    }.joined()
  }
}
