#!/usr/bin/env bash
# Installs and starts what checks beyond `cargo test` need. Debian and root; everything listens on 127.0.0.1 only.
#   scripts/services.sh install              Debian's and Python's packages, where they are missing
#   scripts/services.sh postgres -- COMMAND  runs COMMAND with KOROC_TEST_POSTGRES naming a fresh PostgreSQL, which ends with it (KOROC_TEST_POSTGRES_CERTIFICATE: its own)
#   scripts/services.sh redis -- COMMAND     runs COMMAND with KOROC_TEST_REDIS naming a fresh Redis, which ends with it
#   scripts/services.sh s3 -- COMMAND        runs COMMAND with KOROC_TEST_S3 naming a bucket of a fresh server like Amazon's S3 (moto), which ends with it
#   scripts/services.sh data-api -- COMMAND  runs COMMAND with KOROC_TEST_DATA_API naming a stand-in for Amazon's RDS Data API over a fresh PostgreSQL, which end with it
#   scripts/services.sh signed-data-api -- COMMAND  the same, slower: botocore checks each call's signature
set -euo pipefail
venv=${KOROC_TEST_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/koroc/venv}

install() {
  local missing=()
  for package in postgresql redis-server chromium chromium-driver strace python3-venv; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  command -v npm >/dev/null || missing+=(nodejs npm)
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/pip" install -q pyyaml requests selenium pillow cfn-lint openapi-spec-validator httpx django-rest-framework-client==0.13.0 schemathesis 'moto[s3,server]'
}

postgres() {
  local bin data port
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  data=$(mktemp -d)
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  chown postgres "$data"
  runuser -u postgres -- "$bin/initdb" -D "$data/db" -A trust -U koroc >/dev/null
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$data/key.pem" -out "$data/certificate.pem" -days 2 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE 2>/dev/null
  chown postgres "$data"/*.pem
  runuser -u postgres -- "$bin/pg_ctl" -D "$data/db" -w -l "$data/log" \
    -o "-c ssl=on -c ssl_cert_file='$data/certificate.pem' -c ssl_key_file='$data/key.pem' -c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$data' -c max_connections=200" start >/dev/null
  trap "runuser -u postgres -- '$bin/pg_ctl' -D '$data/db' -m immediate stop >/dev/null; rm -rf '$data'" EXIT
  runuser -u postgres -- "$bin/createdb" -h 127.0.0.1 -p "$port" -U koroc koroc
  echo "PostgreSQL $("$bin/postgres" --version | awk '{print $3}') on port $port"
  chmod 755 "$data"
  KOROC_TEST_POSTGRES_CERTIFICATE="$data/certificate.pem" KOROC_TEST_POSTGRES="postgres://koroc@127.0.0.1:$port/koroc" "$@"
}

redis() {
  local data port
  data=$(mktemp -d)
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  redis-server --bind 127.0.0.1 --port "$port" --dir "$data" --save '' --daemonize yes --pidfile "$data/pid" >/dev/null
  trap "kill \$(cat '$data/pid'); rm -rf '$data'" EXIT
  until redis-cli -p "$port" ping >/dev/null 2>&1; do sleep 0.1; done
  KOROC_TEST_REDIS="redis://127.0.0.1:$port/" "$@"
}

s3() {
  local port server
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_ALLOW_HTTP=true AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1
  "$venv/bin/moto_server" -H 127.0.0.1 -p "$port" >/dev/null 2>&1 &
  server=$!
  trap "kill $server" EXIT
  "$venv/bin/python" - <<'END'
import os, time, boto3
client = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="us-east-1")
for _ in range(100):
    try:
        client.create_bucket(Bucket="koroc")
        break
    except Exception:
        time.sleep(0.1)
END
  KOROC_TEST_S3=s3://koroc/tests "$@"
}

# Runs a command beside the stand-in, over the PostgreSQL that is there.
with_data_api() {
  local ports server checker='' status=0
  cargo build -q -p koroc-db --example data_api --features data-api,tls
  ports=($(python3 -c 'import socket; s = [socket.create_server(("127.0.0.1", 0)) for _ in "ab"]; print(*(x.getsockname()[1] for x in s))'))
  export AWS_ENDPOINT_URL_RDS_DATA=http://127.0.0.1:${ports[0]} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_SESSION_TOKEN=a/token= AWS_REGION=eu-west-1
  "${CARGO_TARGET_DIR:-target}/debug/examples/data_api" "$KOROC_TEST_POSTGRES" "${ports[0]}" >/dev/null &
  server=$!
  if [ -n "${signed:-}" ]; then
    export AWS_ENDPOINT_URL_RDS_DATA=http://127.0.0.1:${ports[1]}
    "$venv/bin/python" "$(dirname "$0")/check_signatures.py" "${ports[1]}" "${ports[0]}" &
    checker=$!
  fi
  until (exec 3<>"/dev/tcp/127.0.0.1/${AWS_ENDPOINT_URL_RDS_DATA##*:}" 4<>"/dev/tcp/127.0.0.1/${ports[0]}") 2>/dev/null; do sleep 0.1; done
  KOROC_TEST_DATA_API=$AWS_ENDPOINT_URL_RDS_DATA "$@" || status=$?
  kill "$server" $checker
  return "$status"
}

case "${1:-}" in
  install) install ;;
  postgres) shift; [ "${1:-}" = -- ] && shift; postgres "$@" ;;
  redis) shift; [ "${1:-}" = -- ] && shift; redis "$@" ;;
  s3) shift; [ "${1:-}" = -- ] && shift; s3 "$@" ;;
  data-api) shift; [ "${1:-}" = -- ] && shift; postgres with_data_api "$@" ;;
  signed-data-api) shift; [ "${1:-}" = -- ] && shift; signed=1 postgres with_data_api "$@" ;;
  venv) echo "$venv" ;;
  *) sed -n '2,8p' "$0"; exit 2 ;;
esac
