# SPDX-License-Identifier: MIT
# Completion of satqkd for bash: commands, options, presets, keys. The program itself tells the words.
_satqkd() {
    local program=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "$("$program" help words commands 2>/dev/null)" -- "$current"))
        return
    fi
    case $previous in
    --set | --vary)
        COMPREPLY=($(compgen -S = -W "$("$program" help words keys 2>/dev/null)" -- "$current"))
        compopt -o nospace 2>/dev/null
        return ;;
    --engine) words='event pulse mean' ;;
    --ec) words='cascade hamming' ;;
    --family) words='toeplitz toeplitz-modified random-matrix' ;;
    --satellite) words=$("$program" help words satellites 2>/dev/null) ;;
    --station | --equipment) words=$("$program" help words stations 2>/dev/null) ;;
    --block) words='joint pass' ;;
    --free | --fix) words='intensities probabilities basis_probabilities alice_x bob_x min_elevation_deg' ;;
    --bound) words=$("$program" help words bounds 2>/dev/null) ;;
    help) words="config campaign-config network-config man $("$program" help words commands 2>/dev/null)" ;;
    esac
    if [ -n "$words" ]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    elif [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$("$program" help words "${COMP_WORDS[1]}" 2>/dev/null)" -- "$current"))
    else
        case ${COMP_WORDS[1]} in
        run | passes | sweep | optimize) words=$("$program" help words presets 2>/dev/null) ;;
        campaign) words=$("$program" help words campaigns 2>/dev/null) ;;
        esac
        [[ " ${COMP_WORDS[*]} " == *" --campaign "* ]] && words=$("$program" help words campaigns 2>/dev/null)
        COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
        compopt -o filenames 2>/dev/null
    fi
}
complete -F _satqkd satqkd ./satqkd
