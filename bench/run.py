#!/usr/bin/env python3
"""Koroc's ETFFinder resource against a hand-written program, in interleaved rounds, and the ratios of the two.

    python3 bench/run.py                    retrieve, list and create: without authentication, then with a token
    python3 bench/run.py --rows 100000      on a large table
    python3 bench/run.py NAME='COMMAND'     a third server besides; it is given PORT, and DB (a file of the limit's table)

Builds both with `cargo build --release`, makes the same funds for both, starts one server at a time on 127.0.0.1 with its own fresh
database file, and loads it with `wrk` (2 threads, 64 connections). Koroc runs as its users run it: synchronous=FULL, exact decimals,
exact counts, no cache of answers. A round whose machine was busy with something else is marked; run it on an idle one and quote ratios only. CPU is the server's, user and system.
"""
import argparse, collections, json, os, random, re, shutil, signal, socket, sqlite3, statistics, subprocess, sys, tempfile, time, urllib.request, uuid

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
FIELDS = ["symbol", "name", "asset_class", "total_assets", "ytd_price_change", "average_daily_volume"]
PASSWORD = "for-the-bench-only"
CLASSES = ["Equity", "Bond", "Commodity", "Currency", "Mixed"]
LIMIT_TABLE = """CREATE TABLE exchange_traded_fund(id BLOB PRIMARY KEY NOT NULL, symbol TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
 asset_class TEXT NOT NULL, total_assets REAL NOT NULL, ytd_price_change REAL NOT NULL, average_daily_volume BIGINT NOT NULL)"""


def funds(rows):
    """The same funds for every program: cents as integers, so that each can store them its own way."""
    dice = random.Random(rows)
    for i in range(rows):
        yield (uuid.UUID(int=dice.getrandbits(128), version=4), f"SYM{i:06d}", f"Fund number {i:06d} of the test set", dice.choice(CLASSES),
               dice.randrange(10**6, 10**12), dice.randrange(-9999, 9999), dice.randrange(1000, 10**8))


def seed_limit(path, rows):
    with sqlite3.connect(path) as db:
        db.execute("pragma journal_mode=wal")
        db.execute(LIMIT_TABLE)
        db.executemany("insert into exchange_traded_fund values(?,?,?,?,?,?,?)",
                       [(f[0].bytes, *f[1:4], f[4] / 100, f[5] / 100, f[6]) for f in funds(rows)])
    db.close()


def seed_files(folder, rows, koroc):
    """The id list of the load scripts, the limit's database, and Koroc's, made by its own commands."""
    with open(f"{folder}/ids", "w") as ids, open(f"{folder}/funds.json", "w") as fixture:
        all_funds = [(str(f[0]), f[1], f[2], f[3], f"{f[4] / 100:.2f}", f"{f[5] / 100:.2f}", f[6]) for f in funds(rows)]
        ids.writelines(f"{f[0]}\n" for f in all_funds)
        json.dump([{"model": "api.exchangetradedfund", "pk": f[0], "fields": dict(zip(FIELDS, f[1:]))} for f in all_funds], fixture)
    seed_limit(f"{folder}/limit.sqlite3", rows)
    os.mkdir(f"{folder}/koroc")
    env = dict(os.environ, KOROC_SUPERUSER_PASSWORD=PASSWORD)
    for command in (["migrate"], ["createsuperuser", "--noinput", "--username", "bench", "--email", "bench@localhost"], ["loaddata", f"{folder}/funds.json"]):
        subprocess.run([koroc, *command], cwd=f"{folder}/koroc", env=env, check=True, stdout=subprocess.DEVNULL)


def token(port):
    body = json.dumps({"username": "bench", "password": PASSWORD}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/auth/token", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["token"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, server):
    for _ in range(2400):
        if server.poll() is not None:
            sys.exit(f"the server ended with status {server.returncode}")
        try:
            return socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
    sys.exit("the server did not answer within two minutes")


def load(args, endpoint, port, env, seconds, headers):
    command = ["wrk", "-t2", f"-c{args.connections}", f"-d{seconds}s", "--latency", *headers, "-s", f"{HERE}/lua/{endpoint}.lua", f"http://127.0.0.1:{port}"]
    out = subprocess.run(command, capture_output=True, text=True, env=env).stdout
    rate, bad = re.search(r"Requests/sec:\s+([0-9.]+)", out), re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    p99 = re.search(r"99%\s+(\S+)", out)
    return float(rate[1]) if rate else 0.0, p99[1] if p99 else "-", int(bad[1]) if bad else 0


def others(pids):
    """CPU seconds that processes outside this measurement have taken so far."""
    busy = sum(map(int, open("/proc/stat").readline().split()[1:4])) / os.sysconf("SC_CLK_TCK")
    return busy - sum(own(pid) for pid in pids)


def own(pid):
    try:
        parts = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        return sum(map(int, parts[11:15])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def one_round(args, name, command, with_token, results, turn, data):
    folder, port = tempfile.mkdtemp(), free_port()
    shutil.copytree(f"{data}/koroc", folder, dirs_exist_ok=True)
    shutil.copy(f"{data}/limit.sqlite3", f"{folder}/limit.sqlite3")
    env = dict(os.environ, PORT=str(port), DB=f"{folder}/limit.sqlite3", SYNC="FULL", IDS=f"{data}/ids", PAGES=str(args.rows // 10))
    if with_token:
        env["BENCH_AUTH"] = "1"
    server = subprocess.Popen(command.format(port=port), shell=True, cwd=folder, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(port, server)
        headers = ["-H", f"Authorization: Token {token(port)}"] if with_token else []
        for n, endpoint in enumerate(args.endpoints.split(",")):
            load(args, endpoint, port, dict(env, TAG=f"w{turn}{n}"), 1, headers)
            started, before, used = time.time(), others([server.pid, os.getpid()]), own(server.pid)
            rate, p99, bad = load(args, endpoint, port, dict(env, TAG=f"m{turn}{n}"), args.seconds, headers)
            noise = (others([server.pid, os.getpid()]) - before) / (time.time() - started) / os.cpu_count()
            cpu = (own(server.pid) - used) * 1e6 / max(rate * args.seconds, 1)
            results[endpoint, name].append((rate, cpu))
            print(f"round {turn}  {name:14} {endpoint:5} {rate:9.0f}/s  {cpu:6.1f} us CPU each  p99 {p99:>8}" + (f"  {bad} NOT 2xx" if bad else "")
                  + (f"  (others took {noise:.0%} of the machine)" if noise > 0.15 else ""), flush=True)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--endpoints", default="get,list,post")
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("servers", nargs="*", metavar="NAME=COMMAND")
    args = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench/run.py needs wrk (Debian: apt-get install wrk)")
    subprocess.run(["cargo", "build", "--release", "-p", "bench"], cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", f"{ROOT}/target") + "/release"
    servers = [("limit", f"exec {target}/limit", False), ("koroc", f"exec {target}/koroc-bench runserver 127.0.0.1:{{port}}", False),
               ("koroc, token", f"exec {target}/koroc-bench runserver 127.0.0.1:{{port}}", True)]
    servers += [(*s.split("=", 1), False) for s in args.servers]
    data, results = tempfile.mkdtemp(), collections.defaultdict(list)
    seed_files(data, args.rows, f"{target}/koroc-bench")
    for turn in range(args.rounds):
        for name, command, with_token in servers:
            one_round(args, name, command, with_token, results, turn, data)
    shutil.rmtree(data)
    print(f"\nmedians of {args.rounds} rounds, and the median of the ratios to the limit round by round")
    for endpoint in args.endpoints.split(","):
        base = results[endpoint, "limit"]
        for name, *_ in servers:
            runs = results[endpoint, name]
            ratio = statistics.median(mine[0] / limit[0] if limit[0] else 0 for mine, limit in zip(runs, base))
            print(f"{endpoint:5} {name:14} {statistics.median(r for r, _ in runs):9.0f}/s  {statistics.median(c for _, c in runs):6.1f} us CPU each  ratio {ratio:.2f}")


main()
