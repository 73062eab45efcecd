#!/usr/bin/env bash
# Runs every fuzz target of fuzz/ for a while, one after another, and says what each did. Needs a nightly toolchain and cargo-fuzz.
#   scripts/fuzz.sh [SECONDS]   300 for each target by itself
# Ends with status 77 where it lacks one of them. Inputs of earlier runs are kept in fuzz/target/corpus; what was found
# lies in fuzz/artifacts. A finding belongs into fuzz/corpus, which `cargo test` replays.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"
seconds=${1:-300}
export PATH="$PATH:${XDG_CACHE_HOME:-$HOME/.cache}/cargo-fuzz/bin"
cargo +nightly --version >/dev/null 2>&1 || { echo "no fuzzing: there is no nightly toolchain"; exit 77; }
cargo +nightly fuzz --version >/dev/null 2>&1 || { echo "no fuzzing: there is no cargo-fuzz"; exit 77; }
# Freed memory is kept back by the sanitizer for a while; little of it, so that growth shows.
export ASAN_OPTIONS=quarantine_size_mb=8
cargo +nightly fuzz build
failed=()
printf '%-14s %10s %8s %8s %14s\n' target runs inputs covered "MB, from..to"
for target in $(cargo +nightly fuzz list); do
  kept=target/corpus/$target log=target/corpus/$target.log
  mkdir -p "$kept"
  cargo +nightly fuzz run "$target" "$kept" "corpus/$target" -- \
    -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -max_len=16384 -print_final_stats=1 >"$log" 2>&1 || failed+=("$target")
  # #1234 pulse cov: 10 ft: 20 corp: 30/40b lim: 50 exec/s: 60 rss: 70Mb
  sed -nE 's/^#([0-9]+).* cov: ([0-9]+).* corp: ([0-9]+).* rss: ([0-9]+)Mb.*/\1 \2 \3 \4/p' "$log" |
    awk -v target="$target" 'NR == 1 { first = $4 } { runs = $1; covered = $2; inputs = $3; last = $4 } END { printf "%-14s %10d %8d %8d %14s\n", target, runs, inputs, covered, first ".." last }'
done
[ "${#failed[@]}" = 0 ] || { echo "findings, see the end of fuzz/target/corpus/TARGET.log: ${failed[*]}"; exit 1; }
