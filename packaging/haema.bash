# Written by scripts/command-docs.ts, for /usr/share/bash-completion/completions/haema.
_haema() {
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words
  case $command in
    history)
      [ "$COMP_CWORD" -lt 3 ] || command+=" ${COMP_WORDS[2]}"
      ;;
    -*) command=serve ;;
  esac
  case $command in
    serve) words='-p --port -h --host -t --target-path --db --cache --cache-path --cache-limit --segment-target --copy-target --preset --engine-processes --engine-timeout --engine-memory --sandbox --rescan --allow-host --mdns --cors-origin --tls-cert --tls-key --log-level --config --help' ;;
    probe) words='--json --help' ;;
    segment) words='--rendition --index --container -o --output --stats --help' ;;
    verify) words='--rendition --quick --sample --json --help' ;;
    'history export') words='--db -o --output --help' ;;
    'history import') words='--db --help' ;;
    doctor) words='-p --port -h --host -t --target-path --db --cache --cache-path --cache-limit --segment-target --copy-target --preset --engine-processes --engine-timeout --engine-memory --sandbox --rescan --allow-host --mdns --cors-origin --tls-cert --tls-key --log-level --config --help' ;;
    licences) words='--help' ;;
    history) words='export import' ;;
    *) words='serve probe segment verify history doctor licences' ;;
  esac
  [ "$COMP_CWORD" -gt 1 ] || [[ $word = -* ]] || words='serve probe segment verify history doctor licences'
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  [ "${#COMPREPLY[@]}" -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
complete -o filenames -F _haema haema
