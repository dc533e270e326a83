# sutra: completion of commands and flags. Load it with: eval "$(sutra completion bash)"
# Walks the words typed so far, drops the last ones until a command is left, and offers what may follow it.
_sutra() {
  local current="${COMP_WORDS[COMP_CWORD]}" path="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${COMP_WORDS[i]}" in -*) break ;; esac
    path="${path:+$path }${COMP_WORDS[i]}"
  done
  while :; do
    case "$path" in
@cases@
    esac
    if [ -n "$words" ] || [ -z "$path" ]; then break; fi
    case "$path" in *" "*) path="${path% *}" ;; *) path="" ;; esac
  done
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _sutra sutra
