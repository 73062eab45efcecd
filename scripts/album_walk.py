#!/usr/bin/env python3
"""Album over HTTP on both of its hosts: `runserver`, and `emulator.py serve` with the template of `album synth`.

album_walk.py ALBUM   (its binary; works in a temporary folder, each host with a database of its own)
"""
import http.client, json, os, re, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# Method, path, headers, body; what both hosts must answer: status, and what the body is or holds.
STEPS = [
    ("GET", "/alive", {}, None, 200, "i'm alive"),
    ("POST", "/album", {}, None, 200, "Created new album"),
    ("POST", "/album/123/like", {}, None, 200, "Liked album 123"),
    ("DELETE", "/album/123/like", {}, None, 200, "Unliked album 123"),
    ("POST", "/album/0/like", {}, None, 404, ""),
    ("GET", "/album", {}, None, 405, "not allowed"),
    ("PATCH", "/album/123/like", {}, None, 405, "not allowed"),
    ("GET", "/nowhere", {}, None, 404, ""),
    ("GET", "/api/v1/songs/", {}, None, 200, '"count":0'),
    ("POST", "/api/v1/songs/", {}, {"title": "Angel Eyes"}, 403, "credentials"),
    ("POST", "/api/v1/auth/token", {}, {"username": "ada", "password": "wrong"}, 400, "Unable to log in"),
    ("POST", "/api/v1/auth/token", {}, {"username": "ada", "password": "a-long-password"}, 200, '"token"'),
    ("POST", "/api/v1/songs/", {"token": True}, {"title": ""}, 400, "may not be blank"),
    ("POST", "/api/v1/songs/", {"token": True}, {"title": "Angel Eyes"}, 201, '"plays":0'),
    ("GET", "/api/v1/songs/1/", {}, None, 200, "Angel Eyes"),
    ("GET", "/api/v1/songs/1.json", {}, None, 200, "Angel Eyes"),
    ("DELETE", "/api/v1/songs/1/", {"token": True}, None, 204, ""),
    ("GET", "/api/v1/songs/1/", {}, None, 404, "No Song matches"),
]


def prepare(album, folder):
    """A database with a user, and the environment that the program finds it by."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("KOROC_")}
    env |= {"KOROC_PASSWORD_COST": "cheap", "KOROC_DATABASE_URL": f"sqlite:{folder}/db.sqlite3", "KOROC_SUPERUSER_PASSWORD": "a-long-password"}
    subprocess.run([album, "migrate"], cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([album, "createsuperuser", "--noinput", "--username", "ada"], cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
    return env


def walk(port):
    """The answers to all steps: status and body, with the token taken out."""
    token, answers = "", []
    for method, path, headers, body, status, holds in STEPS:
        headers = {"Authorization": f"Token {token}"} if "token" in headers else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status != status or holds not in text:
            sys.exit(f"{method} {path} on port {port}: {answer.status} {text}; expected {status} {holds}")
        if '"token"' in holds:
            token = json.loads(text)["token"]
        answers.append((method, path, answer.status, answer.headers.get("Allow"), text.replace(token, "TOKEN") if token else text))
    return answers


def host(command, folder, env, pattern):
    """Starts a host, walks through it, ends it."""
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            if found := re.search(pattern, line):
                return walk(int(found[1]))
        sys.exit(f"{command} did not start")
    finally:
        process.terminate()
        process.wait()


def main():
    album = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        server = host([album, "runserver", "0"], one, prepare(album, one), r"http://127\.0\.0\.1:(\d+)/")
        env = prepare(album, other)
        template = json.loads(subprocess.run([album, "synth"], cwd=other, env=env, check=True, capture_output=True).stdout)
        for resource in template["Resources"].values():
            # The functions of this walk have SQLite in place of the cluster that the template makes.
            variables = resource["Properties"].get("Environment", {}).get("Variables", {})
            for name in [name for name in variables if name.startswith("KOROC_DATABASE_")]:
                del variables[name]
        with open(f"{other}/template.json", "w") as file:
            json.dump(template, file)
        emulator = [sys.executable, f"{HERE}/emulator.py", "serve", "--template", "template.json", "--", album]
        gateway = host(emulator, other, env, r"^listening (\d+)")
    for here, there in zip(server, gateway, strict=True):
        if here != there:
            sys.exit(f"the hosts differ:\n  server  {here}\n  gateway {there}")
    print(f"{len(STEPS)} requests, answered alike by both hosts")


main()
