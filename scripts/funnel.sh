#!/usr/bin/env bash
# The hiring funnel, seen by clients that were written for DRF: Python's, react-admin in a browser, and schemathesis over the OpenAPI document.
# Expects what `scripts/services.sh install` installs. KOROC_TEST_CONFORMANCE names a binary; otherwise the debug one is built.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
venv=$(scripts/services.sh venv)
program=${KOROC_TEST_CONFORMANCE:-}
if [ -z "$program" ]; then
  cargo build --quiet -p conformance
  program=${CARGO_TARGET_DIR:-target}/debug/conformance
fi
program=$(realpath "$program")
folder=$(mktemp -d)
server=
stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }; server=; }
trap 'stop; rm -rf "$folder"' EXIT
ran=()
step() { printf '\n--- %s (%s s)\n' "$1" "$SECONDS"; ran+=("$1"); }

# Serves a fresh database and sets `base`.
serve() {
  stop
  rm -rf "$folder/data"
  mkdir "$folder/data"
  "$program" serve --port 0 --data "$folder/data" >"$folder/out" 2>"$folder/err" &
  server=$!
  for _ in $(seq 100); do
    base=$(sed -n 's|^listening on \(http://127.0.0.1:[0-9]*\).*|\1|p' "$folder/out")
    [ -n "$base" ] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "conformance did not start:"
  cat "$folder/out" "$folder/err"
  exit 1
}

step "clients of PyPI play the funnel"
serve
"$venv/bin/python" scripts/funnel_walk.py "$base"

step "uploads by requests, httpx, curl and Chromium"
serve
"$venv/bin/python" scripts/upload_walk.py "$base"

step "react-admin with its data provider for DRF, in Chromium"
serve
cp scripts/admin/package.json scripts/admin/admin.jsx "$folder"
(cd "$folder" && npm install --silent --no-audit --no-fund --legacy-peer-deps && npm run --silent build -- --outfile=admin.js --log-level=warning)
"$venv/bin/python" scripts/admin_walk.py "$base" admin admin-pass-123 "$folder/admin.js"

step "schemathesis over the OpenAPI document"
serve
# Without negative_data_rejection: forms have no types, and DRF reads nearly anything in one as a list of one text, which two operations are told of.
(cd scripts/schemathesis && timeout 300 "$venv/bin/schemathesis" --config-file schemathesis.toml run "$base/api/v1/schema" --checks all --exclude-checks negative_data_rejection --phases examples,coverage,fuzzing,stateful)

stop
printf '\nof scripts/funnel.sh ran (%s s):\n' "$SECONDS"
printf '  %s\n' "${ran[@]}"
