#!/usr/bin/env bash
# What the local cluster needs of the system: installs what is missing with apt, or says what it is.
set -euo pipefail
declare -A packages=([java]=openjdk-17-jre-headless [mvn]=maven [node]=nodejs [npm]=npm [prometheus]=prometheus [setpriv]=util-linux)
missing=()
for program in "${!packages[@]}"; do command -v "$program" >/dev/null || missing+=("${packages[$program]}"); done
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
[ ${#missing[@]} = 0 ] && exit
command -v apt-get >/dev/null || { echo "The cluster needs: ${missing[*]}" >&2; exit 1; }
echo "Installing for the cluster: ${missing[*]}" >&2
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
as_root apt-get update -q >/dev/null
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${missing[@]}" >/dev/null
