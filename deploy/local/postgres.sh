#!/usr/bin/env bash
# A PostgreSQL of its own on loopback: `postgres.sh start FOLDER PORT` prints its URL, `postgres.sh stop FOLDER` ends it.
# `postgres.sh run FOLDER PORT` is the server itself, in the foreground, until it is told to end.
set -euo pipefail
action=$1 folder=$2 port=${3:-}
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /none/initdb)")
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2; exit 3; }
settings="-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=300 -c shared_buffers=512MB"

# PostgreSQL refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

make_data() {
  mkdir -p "$folder"
  [ "$(id -u)" != 0 ] || chown postgres "$folder"
  chmod 700 "$folder"
  if [ ! -f "$folder/data/PG_VERSION" ]; then
    as_owner bash -c "umask 077; od -An -N16 -tx1 /dev/urandom | tr -d ' \n' > '$folder/password'"
    as_owner "$bin/initdb" -D "$folder/data" -U finsam -A scram-sha-256 --pwfile="$folder/password" -E UTF8 --locale=C.UTF-8 >/dev/null
  fi
}

case $action in
start)
  make_data
  as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "$settings" start >/dev/null
  echo "postgresql+asyncpg://finsam:$(cat "$folder/password")@127.0.0.1:$port/postgres"
  ;;
run)
  make_data
  change=()
  [ "$(id -u)" != 0 ] || change=(--reuid postgres --regid postgres --init-groups)
  # shellcheck disable=SC2086 # words
  exec setpriv "${change[@]}" --pdeathsig INT -- "$bin/postgres" -D "$folder/data" $settings
  ;;
stop) as_owner "$bin/pg_ctl" -D "$folder/data" -m fast stop >/dev/null ;;
*) echo "usage: postgres.sh start FOLDER PORT | run FOLDER PORT | stop FOLDER" >&2; exit 2 ;;
esac
