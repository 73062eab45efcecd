#!/usr/bin/env python3
"""Cold starts, from the start of a process to its first response, of functions that do the same: interleaved rounds and their medians.

    python3 bench/cold_start.py --oracle ../shared/oracle --rie .../samcli/local/rapid/aws-lambda-rie-x86_64

Who is measured: ETFFinder (a function without a database; a list of funds with a token from SQLite), a hello world on `lambda_http`, the
same list from Django REST framework (apig-wsgi and Mangum), Python and Node without any framework. Under the emulator of `scripts/`, and
with `--rie` under AWS's own `aws-lambda-rie` (of `pip install aws-sam-cli`), which binds to 127.0.0.1 here too. Everything that is no part
of the project is kept in `--cache`: a virtual environment with `requirements.txt` of the oracle, apig-wsgi and mangum, the built hello world.

CPU is user and system time of the process until its first response. Wall time on a busy machine says little: quote ratios (the median of
the ratios of a round), and CPU beside them.
"""
import argparse, collections, http.client, json, os, pathlib, shutil, signal, socket, statistics, subprocess, sys, tempfile, time, zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "scripts"))
import emulator  # noqa: E402

PASSWORD = "for-the-bench-only"
TOKEN = "adadadadadadadadadadadadadadadadadadadad"  # of the oracle's fixture


def event(path, token=None):
    headers = [("Host", "localhost"), ("Accept", "application/json"), *([("Authorization", f"Token {token}")] if token else [])]
    return emulator.event_v2(f"GET {path}", "GET", path, "", headers)


def run(*command, **more):
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, **more).stdout


def koroc(program, cache, oracle):
    """A database of ETFFinder with the oracle's admin and its token, made by the program's own commands."""
    folder = cache / "koroc"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    env = dict(os.environ, KOROC_SUPERUSER_PASSWORD=PASSWORD)
    for command in (["migrate"], ["createsuperuser", "--noinput", "--username", "admin", "--email", "admin@localhost"],
                    ["loaddata", ROOT / "examples/etffinder/fixtures/funds.json"]):
        run(program, *command, cwd=folder, env=env)
    import sqlite3
    with sqlite3.connect(folder / "db.sqlite3") as db:
        db.execute("insert into authtoken_token (key, created, user_id) select ?, date_joined, id from auth_user", [TOKEN])
    return folder


def drf(cache, oracle):
    """The oracle's project, compiled, with its database and as many funds."""
    folder, python = cache / "drf", cache / "venv/bin/python"
    if not python.exists():
        run(sys.executable, "-m", "venv", cache / "venv")
    if not (folder / "db.sqlite3").exists():
        run(python, "-m", "pip", "install", "-q", "-r", oracle / "requirements.txt", "apig-wsgi", "mangum")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(oracle, folder, copy_function=shutil.copyfile)
        run("chmod", "-R", "u+w", folder)
        env = dict(os.environ, ORACLE_DATA=str(folder))
        run(python, folder / "etffinder/manage.py", "migrate", "-v0", env=env)
        run(python, folder / "seed.py", env=env)
        run(python, "-m", "compileall", "-q", folder / "etffinder")
        run(python, folder / "etffinder/manage.py", "loaddata", "-v0", ROOT / "examples/etffinder/fixtures/funds.json", env=env)
    return folder, python


def contenders(args):
    """Name, command, environment, folder, handler, event."""
    cache, oracle = args.cache, args.oracle
    cache.mkdir(parents=True, exist_ok=True)
    run("cargo", "build", "--release", "--quiet", cwd=HERE / "cold_start/hello", env=dict(os.environ, CARGO_TARGET_DIR=str(cache / "target")))
    if not args.program:
        run("cargo", "build", "--release", "--quiet", "-p", "etffinder", cwd=ROOT)
        args.program = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/etffinder"
    program, hello = args.program.resolve(), cache / "target/release/hello"
    data = koroc(program, cache, oracle)
    django, python = drf(cache, oracle)
    path = f"{python.parent}:{os.environ['PATH']}"
    web = {"PATH": path, "PYTHONPATH": str(django / "etffinder"), "ORACLE_DATA": str(django), "DJANGO_SETTINGS_MODULE": "etffinder.settings", "PYTHONDONTWRITEBYTECODE": "1"}
    alive, funds = event("/alive"), event("/api/v1/funds", TOKEN)
    return [
        ("hello, lambda_http", hello, {}, data, "hello", alive),
        ("Koroc, a function", program, {}, data, "alive", alive),
        ("Koroc, funds", program, {}, data, "funds", funds),
        ("DRF, apig-wsgi", HERE / "cold_start/runtime.py", web | {"COLD_ADAPTER": "wsgi"}, django, "drf", funds),
        ("DRF, Mangum", HERE / "cold_start/runtime.py", web | {"COLD_ADAPTER": "asgi"}, django, "drf", funds),
        ("Python, bare", HERE / "cold_start/runtime.py", web | {"COLD_ADAPTER": "bare"}, data, "bare", alive),
        ("Node, bare", HERE / "cold_start/runtime.mjs", {}, data, "bare", alive),
    ]


def cpu(process):
    """Milliseconds of processor time of a process's threads, so far."""
    total = 0
    for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e6


def under_emulator(command, env, folder, handler, asked):
    os.chdir(folder)
    function = emulator.Function([str(command)], env, handler=handler)
    try:
        answer, _, done = function.invoke(asked)
        return answer, (done - function.started) * 1000, cpu(function.process), function.peak_rss_kib() / 1024
    finally:
        function.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def under_rie(rie, command, env, folder, handler, asked):
    """From the request that starts the function to its response; the RIE itself is running then."""
    port = free_port()
    command = [rie, "--runtime-api-address", f"127.0.0.1:{free_port()}", "--runtime-interface-emulator-address", f"127.0.0.1:{port}", command, handler]
    process = subprocess.Popen([str(part) for part in command], cwd=folder, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    try:
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.01)
        connection, body = http.client.HTTPConnection("127.0.0.1", port, timeout=30), json.dumps(asked)
        started = time.perf_counter()
        connection.request("POST", "/2015-03-31/functions/function/invocations", body)
        answer = json.load(connection.getresponse())
        return answer, (time.perf_counter() - started) * 1000, None, None
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def zipped(program):
    with tempfile.TemporaryFile() as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(program, "bootstrap")
        return sum(entry.compress_size for entry in archive.infolist())


def report(title, results, names):
    median = statistics.median
    print(f"\n{title}: medians of {len(results[names[0]])} rounds; spread is from the 10th to the 90th percentile")
    print(f"{'':22}{'wall ms':>9}{'spread':>17}{'CPU ms':>9}{'peak MiB':>10}{'wall to hello':>15}{'wall to DRF':>13}{'CPU to DRF':>12}")
    hello, reference = results[names[0]], results["DRF, apig-wsgi"]
    for name in names:
        runs = results[name]
        walls = sorted(wall for wall, _, _ in runs)
        spread = f"{walls[len(walls) // 10]:.1f} - {walls[len(walls) * 9 // 10]:.1f}"
        used = [used for _, used, _ in runs if used is not None]
        shares = [median(other[0] / own[0] for own, other in zip(runs, others)) for others in (hello, reference)]
        by_cpu = f"{median(other[1] / own[1] for own, other in zip(runs, reference)):.1f}" if used else "-"
        print(f"{name:22}{median(walls):9.2f}{spread:>17}{(f'{median(used):.2f}' if used else '-'):>9}"
              f"{(f'{median(rss for _, _, rss in runs):.1f}' if used else '-'):>10}{1 / shares[0]:15.2f}{shares[1]:13.1f}{by_cpu:>12}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--oracle", type=lambda text: pathlib.Path(text).resolve(), default=ROOT.parent / "shared/oracle", help="the folder of the DRF project")
    parser.add_argument("--cache", type=lambda text: pathlib.Path(text).resolve(), default=pathlib.Path.home() / ".cache/koroc-bench")
    parser.add_argument("--program", type=pathlib.Path, help="a built ETFFinder; else it is built")
    parser.add_argument("--rie", type=pathlib.Path, help="aws-lambda-rie")
    parser.add_argument("--only", default="", help="names (parts of them) to measure, besides hello and DRF")
    args = parser.parse_args()
    everybody = contenders(args)
    wanted = [c for c in everybody if not args.only or c[0] in ("hello, lambda_http", "DRF, apig-wsgi") or any(part in c[0] for part in args.only.split(","))]
    hosts = {"emulator": under_emulator}
    if args.rie:
        hosts["aws-lambda-rie"] = lambda *rest: under_rie(args.rie.resolve(), *rest)
    results = {host: collections.defaultdict(list) for host in hosts}
    for turn in range(args.rounds + 1):
        for name, *rest in wanted:
            for host, measure in hosts.items():
                answer, *figures = measure(*rest)
                if answer.get("statusCode") != 200:
                    sys.exit(f"{name} under {host} answered {answer}")
                if turn:  # the first round fills the page cache
                    results[host][name].append(figures)
    names = [name for name, *_ in wanted]
    for host in hosts:
        report(host, results[host], names)
    size = args.program.stat().st_size
    print(f"\nETFFinder: {size / 1e6:.2f} MB, zipped {zipped(args.program) / 1e6:.2f} MB; load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


main()
