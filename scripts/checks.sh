#!/usr/bin/env bash
# What cargo test cannot see: real clients, a browser and linters of the documents, against a fresh ETFFinder on a free port of 127.0.0.1.
# Expects what `scripts/services.sh install` installs. KOROC_TEST_ETFFINDER, KOROC_TEST_HIRING and KOROC_TEST_ALBUM name binaries; otherwise the debug ones are built.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
python=$(scripts/services.sh venv)/bin/python
program=${KOROC_TEST_ETFFINDER:-}
if [ -z "$program" ]; then
  cargo build --quiet -p etffinder
  program=${CARGO_TARGET_DIR:-target}/debug/etffinder
fi
program=$(realpath "$program")
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }; rm -rf "$folder"' EXIT
ran=()
step() { printf '\n--- %s (%s s)\n' "$1" "$SECONDS"; ran+=("$1"); }

cd "$folder"
: >out
KOROC_SUPERUSER_PASSWORD=a-long-password KOROC_LISTEN=0 "$program" >out 2>err &
server=$!
for _ in $(seq 200); do
  base=$(sed -n 's|^ *\(http://127.0.0.1:[0-9]*\)/alive .*|\1|p' out)
  [ -n "$base" ] && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
[ -n "$base" ] || { echo "ETFFinder did not start:"; cat out err; exit 1; }

step "a walk with requests and curl"
"$python" "$root/scripts/client_walk.py" "$base" a-long-password

step "a walk with Chromium, at two widths"
"$python" "$root/scripts/browser_walk.py" "$base" a-long-password "$@"

step "the tutorial's fixture"
"$program" loaddata "$root/examples/etffinder/fixtures/funds.json" --database-url sqlite:fixture.sqlite3 2>/dev/null && { echo "loaddata took a database without tables"; exit 1; }
"$program" migrate --database-url sqlite:fixture.sqlite3 >/dev/null
"$program" loaddata "$root/examples/etffinder/fixtures/funds.json" --database-url sqlite:fixture.sqlite3

step "the OpenAPI document, by openapi-spec-validator"
"$program" openapi >openapi.json
"$python" -m openapi_spec_validator openapi.json
curl -sf "$base/api/v1/schema" >/dev/null

step "the OpenAPI document of hiring, by the same"
hiring=${KOROC_TEST_HIRING:-}
if [ -z "$hiring" ]; then
  (cd "$root" && cargo build --quiet -p hiring)
  hiring=$(cd "$root" && realpath "${CARGO_TARGET_DIR:-target}/debug/hiring")
fi
"$hiring" openapi >hiring.json
"$python" -m openapi_spec_validator hiring.json

step "the CloudFormation templates, by cfn-lint at all levels"
album=${KOROC_TEST_ALBUM:-}
if [ -z "$album" ]; then
  (cd "$root" && cargo build --quiet -p album)
  album=$(cd "$root" && realpath "${CARGO_TARGET_DIR:-target}/debug/album")
fi
"$program" synth >etffinder.template.json
"$hiring" synth >hiring.template.json
"$album" synth >album.template.json
"$album" synth --yaml >album.template.yaml
"$(dirname "$python")/cfn-lint" -c I -- *.template.json album.template.yaml

step "album on the server and behind the gateway of its template"
"$python" "$root/scripts/album_walk.py" "$album"

step "the end"
kill -TERM "$server"
wait "$server" || { echo "ETFFinder ended with status $?"; cat err; exit 1; }
server=
[ ! -s err ] || grep -v ' WARN ' err || true

printf '\nof scripts/checks.sh ran (%s s):\n' "$SECONDS"
printf '  %s\n' "${ran[@]}"
