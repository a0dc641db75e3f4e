# shellcheck shell=bash
# Sourced by lint and format: newest_clang_tool NAME sets TOOL to the tool's command, at least version 15, preferably the one the style is checked with.
readonly HOUSE_CLANG_VERSION=19

newest_clang_tool() {
  local version
  for version in $HOUSE_CLANG_VERSION 18 17 16 15; do
    # shellcheck disable=SC2034  # for the sourcing script
    TOOL=$(command -v "$1-$version") || continue
    [[ $version == "$HOUSE_CLANG_VERSION" ]] || echo "$1-$HOUSE_CLANG_VERSION is not here: using $1-$version, which may judge a line differently" >&2
    return 0
  done
  echo "$1 (version 15 or newer) is not here: run \`make setup\`" >&2
  return 1
}

# Templates of `orchestrator new` have placeholders where names stand: no formatter reads them.
cpp_files() { git ls-files --cached --others --exclude-standard -- '*.cpp' '*.h' ':!cli/templates'; }
python_files() { git ls-files --cached --others --exclude-standard -- '*.py'; grep -slE '^#!.*python3' scripts/* benchmarks/*; }
shell_files() { grep -slE '^#!.*bash' scripts/* .ci/*; echo scripts/clang_tools.sh; }
