#!/usr/bin/env python3
"""Checks with strace that the server answers 201 only for what is on the disk: a killed process proves nothing about a power cut.

    scripts/count_fsyncs.py PROGRAM [--creates 200] [--connections 8]

PROGRAM is the etffinder binary, run in a folder of its own. Each fund has a name of its own, which is looked for in what is written to
the write-ahead log and in the answers: between the write of a fund and the start of its 201 there must lie a whole sync of the log. A
group is the answers between two syncs. Status 1 says which answer came too early.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

SYSCALLS = "fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg"
LINE = re.compile(r"^(\d+) +(\d+\.\d+) (.*)$")
CALL = re.compile(r"^(\w+)\((\d+)<(.*?)> ?[,)]")
FUND = re.compile(r"fund-\d+-\d+-end")
RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>")
TOOK = re.compile(r"= (-?\d+)[^<]*<(\d+\.\d+)>$")


def calls(path):
    """Each finished call: name, what its descriptor is, text, begin, end, result."""
    open_calls = {}
    for line in open(path, errors="replace"):
        match = LINE.match(line)
        if not match:
            continue
        thread, time, text = match[1], float(match[2]), match[3].rstrip()
        if text.endswith("<unfinished ...>"):
            open_calls[thread] = (time, text[: -len("<unfinished ...>")])
            continue
        resumed = RESUMED.match(text)
        if resumed and thread in open_calls:
            time, begun = open_calls.pop(thread)
            text = begun + text[resumed.end():]
        call, took = CALL.match(text), TOOK.search(text)
        if call and took:
            yield call[1], call[3], text, time, time + float(took[2]), int(took[1])


def check(path, wanted):
    """The syncs, groups and acknowledgements of a timeline, and what is wrong with it."""
    written, syncs, acknowledged, wrong = {}, [], [], []
    for name, what, text, begin, end, result in sorted(calls(path), key=lambda call: call[3]):
        if what.endswith("-wal") and name in ("fsync", "fdatasync") and result == 0:
            syncs.append((begin, end))
        elif what.endswith("-wal") and name.startswith("pwrite"):
            for fund in FUND.findall(text):
                written.setdefault(fund, end)
        elif "HTTP/1.1 201" in text:
            acknowledged.append((begin, FUND.search(text)[0]))
    for answered, fund in acknowledged:
        since = written.get(fund)
        if since is None or not any(since <= begun and done <= answered for begun, done in syncs):
            wrong.append(f"{fund} was answered with 201 " + ("and never written" if since is None else "before a sync that began after its write ended"))
    # A group: the answers that were given between the ends of two syncs.
    groups = len({sum(done <= answered for _, done in syncs) for answered, _ in acknowledged})
    if len({fund for _, fund in acknowledged}) != wanted:
        wrong.append(f"{wanted} creates were sent, {len(acknowledged)} answers of 201 are on the timeline")
    if len(syncs) < groups:
        wrong.append(f"{groups} groups, {len(syncs)} syncs")
    return len(syncs), groups, wrong


def serve(program, folder, trace):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOROC_") and name != "CARGO_PKG_NAME"}
    environment |= {"KOROC_LISTEN": "0", "KOROC_SUPERUSER_PASSWORD": "secret", "KOROC_PASSWORD_COST": "cheap"}
    command = ["strace", "-f", "-yy", "-ttt", "-T", "-s", "16384", "-e", f"trace={SYSCALLS}", "-o", trace, program]
    server = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if found:
            return server, int(found[1])
    raise SystemExit("the server ended before it served")


def create(port, token, connection, count, failures):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for at in range(count):
        values = {"symbol": f"{connection}.{at}", "name": f"fund-{connection}-{at}-end", "asset_class": "E", "total_assets": "1"}
        values |= {"ytd_price_change": "1", "average_daily_volume": 1}
        headers = {"Content-Type": "application/json", "Authorization": token}
        client.request("POST", "/api/v1/funds", json.dumps(values), headers)
        answer = client.getresponse()
        body = answer.read()
        if answer.status != 201:
            failures.append(f"{answer.status} {body[:200]!r}")
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--creates", type=int, default=200)
    parser.add_argument("--connections", type=int, default=8)
    asked = parser.parse_args()
    if not shutil.which("strace"):
        raise SystemExit("strace is not installed: scripts/services.sh install")
    each = asked.creates // asked.connections
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace")
        server, port = serve(os.path.abspath(asked.program), folder, trace)
        try:
            login = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            login.request("POST", "/api/v1/auth/token", json.dumps({"username": "admin", "password": "secret"}), {"Content-Type": "application/json"})
            token = "Token " + json.load(login.getresponse())["token"]
            login.close()
            failures = []
            threads = [threading.Thread(target=create, args=(port, token, n, each, failures)) for n in range(asked.connections)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            children = open(f"/proc/{server.pid}/task/{server.pid}/children").read().split()
            for child in children:
                os.kill(int(child), signal.SIGTERM)
            server.wait(30)
        syncs, groups, wrong = check(trace, each * asked.connections)
        if os.environ.get("KEEP_TRACE"):
            shutil.copy(trace, os.environ["KEEP_TRACE"])
    for line in (failures + wrong)[:20]:
        print(line, file=sys.stderr)
    print(f"{each * asked.connections} creates on {asked.connections} connections: {groups} groups, {syncs} syncs of the log")
    return 1 if failures or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
