#!/usr/bin/env python3
"""Makes conformance/cases/*.json from the oracle's case files and recorded answers (needs pyyaml and the oracle's folder; the tests need neither).

    python3 conformance/scripts/import.py ../shared/oracle [--without hiring]

A file is a sequence: {name, steps: [{request: {method, path, headers, body | body_b64}, jar?, save?, contains?, body?,
answer: {status, headers, body, base, at}}]}. What a request takes from earlier answers stays as {{name}} or {{cookie:name}}.
"""
import argparse, base64, importlib.util, json, pathlib, re, urllib.parse

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("oracle", type=pathlib.Path)
parser.add_argument("--without", default="hiring")
options = parser.parse_args()
spec = importlib.util.spec_from_file_location("diffcheck", options.oracle / "diffcheck.py")
diffcheck = importlib.util.module_from_spec(spec)
spec.loader.exec_module(diffcheck)

KEPT = re.compile(r"^(cookie:\w+|rep:.*:\d{4,}|[a-z]\w*)$")
static = diffcheck.lookup


def lookup(name, ctx):
    """What is known only when the sequence runs stays a template; long repetitions too, to keep the files small."""
    name = name.strip()
    return "{{%s}}" % name if KEPT.match(name) and not name.startswith(("u:", "b64:")) else static(name, ctx)


diffcheck.lookup = lookup
TARGET = pathlib.Path(__file__).resolve().parent.parent / "cases"


def request(step):
    jar = {} if "jar" in step else None
    quote, urlencode = urllib.parse.quote, urllib.parse.urlencode
    # A template inside a form must survive the encoding.
    urllib.parse.urlencode = lambda pairs, doseq=False: re.sub(r"%7B%7B([\w%]+)%7D%7D", lambda m: "{{%s}}" % urllib.parse.unquote(m[1]), urlencode(pairs, doseq=doseq))
    try:
        method, path, headers, body = diffcheck.build(step, {"base": "{{base}}", "#": step["#"], "$jar": {}}, jar)
    finally:
        urllib.parse.urlencode = urlencode
    out = {"method": method, "path": path, "headers": headers}
    if body is not None:
        try:
            out["body"] = body.decode()
        except UnicodeDecodeError:
            out["body_b64"] = base64.b64encode(body).decode()
    return out


for old in TARGET.glob("*.json"):
    old.unlink()
count = 0
for case in diffcheck.load_cases([options.oracle / "cases" / "open"]):
    steps = list(diffcheck.steps_of(case))
    if options.without in json.dumps(steps):
        continue
    answers = json.loads((options.oracle / "recorded" / f"{case['key']}.json").read_text())["answers"]
    assert len(steps) == len(answers)
    out = []
    for step, answer in zip(steps, answers):
        assert not {"loose", "skip_headers", "accident"} & set(step), f"{case['key']}: the replay does not know a step's exceptions yet"
        kept = {key: step[key] for key in ("jar", "save", "contains", "body") if key in step}
        answer = {key: answer[key] for key in ("status", "headers", "body", "base", "at")}
        answer["headers"] = [h for h in answer["headers"] if h[0] not in ("Server", "Date", "Connection")]
        out.append({"request": request(step), **kept, "answer": answer})
    (TARGET / f"{case['key'].removeprefix('open__')}.json").write_text(json.dumps({"name": case["name"], "steps": out}, indent=1, ensure_ascii=False) + "\n")
    count += 1
print(f"{count} sequences")
