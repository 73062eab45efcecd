#!/usr/bin/env python3
"""Makes conformance/cases/*.json from the oracle's case files and recorded answers (needs pyyaml and the oracle's folder; the tests need neither).

    python3 conformance/scripts/import.py ../shared/oracle
    python3 conformance/scripts/import.py ../shared/oracle --own FOLDER    (case files of our own beside `recorded/`, which diffcheck.py --record made)

Sequences of our own are own__*.json, a request a line; the others are the oracle's. A file is a sequence: {name, steps: [{request: {method, path, headers,
body | body_b64}, jar?, save?, contains?, body?, loose?, skip_headers?, accident?, answer: {status, headers, body, base, at}}]}. What a request takes from earlier answers stays as {{name}} or {{cookie:name}}, and as
{{json:name}} where it stands for a JSON value of any type.
"""
import argparse, base64, importlib.util, json, pathlib, re, urllib.parse

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("oracle", type=pathlib.Path)
parser.add_argument("--own", type=pathlib.Path)
options = parser.parse_args()
spec = importlib.util.spec_from_file_location("diffcheck", options.oracle / "diffcheck.py")
diffcheck = importlib.util.module_from_spec(spec)
spec.loader.exec_module(diffcheck)

KEPT = re.compile(r"^(cookie:\w+|urlq:\w+|json:\w+|rep:.*:\d{4,}|[a-z]\w*)$")
COMPARED = ("jar", "save", "contains", "body", "loose", "skip_headers", "accident")
static = diffcheck.lookup


def lookup(name, ctx):
    """What is known only when the sequence runs stays a template; long repetitions too, to keep the files small."""
    name = name.strip()
    return "{{%s}}" % name if KEPT.match(name) else static(name, ctx)


diffcheck.lookup = lookup
TARGET = pathlib.Path(__file__).resolve().parent.parent / "cases"


def typed(value):
    """A JSON body in which a string that is nothing but a template says that it stands for a value."""
    if isinstance(value, str):
        return re.sub(r"^\{\{([a-z]\w*)\}\}$", r"{{json:\1}}", value) if value != "{{base}}" else value
    if isinstance(value, list):
        return [typed(item) for item in value]
    return {key: typed(item) for key, item in value.items()} if isinstance(value, dict) else value


def request(step):
    step = {**step, "json": typed(step["json"])} if "json" in step else step
    jar = {} if "jar" in step else None
    urlencode = urllib.parse.urlencode
    # A template inside a form must survive the encoding.
    urllib.parse.urlencode = lambda pairs, doseq=False: re.sub(r"%7B%7B([\w%]+)%7D%7D", lambda m: "{{%s}}" % urllib.parse.unquote(m[1]), urlencode(pairs, doseq=doseq))
    try:
        method, path, headers, body = diffcheck.build(step, {"base": "{{base}}", "#": step["#"], "$jar": {}}, jar)
    finally:
        urllib.parse.urlencode = urlencode
    out = {"method": method, "path": path, "headers": headers}
    if body is not None:
        try:
            out["body"] = re.sub(r'"(\{\{json:\w+\}\})"', r"\1", body.decode())
        except UnicodeDecodeError:
            out["body_b64"] = base64.b64encode(body).decode()
    return out


def text(body):
    """The recorded text, in which bytes that are no UTF-8 stand as lone surrogates."""
    return body.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


cases, recorded, prefix = (options.own, options.own / "recorded", "own__") if options.own else (options.oracle / "cases" / "open", options.oracle / "recorded", "")
def pages(answer):
    """Whether an answer is more than one of Django's plain pages of a heading and a sentence."""
    head = {name.lower(): value for name, value in answer["headers"]}
    return head.get("content-type", "").startswith("text/html") and int(head.get("content-length", 0)) > 400


for old in [] if options.own else TARGET.glob("*.json"):
    if not old.name.startswith("own__"):
        old.unlink()
count = 0
for case in diffcheck.load_cases([cases]):
    steps = list(diffcheck.steps_of(case))
    answers = json.loads((recorded / f"{case['key']}.json").read_text())["answers"]
    assert len(steps) == len(answers)
    out = []
    for step, answer in zip(steps, answers):
        kept = {key: step[key] for key in COMPARED if key in step}
        answer = {**{key: answer[key] for key in ("status", "headers", "body", "base", "at")}, "body": text(answer["body"])}
        answer["headers"] = [h for h in answer["headers"] if h[0] not in ("Server", "Date", "Connection")]
        if prefix and pages(answer):
            # A page's text is each server's own, but for the marks that a step names; so is its length, which a HEAD shows without it.
            answer["body"] = " ".join(mark for mark in step.get("contains", []) if mark in answer["body"])
            if "HEAD" in step:
                kept["skip_headers"] = [*kept.get("skip_headers", []), "content-length"]
        out.append({"request": request(step), **kept, "answer": answer})
    lines = ",\n".join(json.dumps(step, ensure_ascii=False) for step in out) if prefix else None
    whole = '{"name": %s, "steps": [\n%s\n]}' % (json.dumps(case["name"]), lines) if prefix else json.dumps({"name": case["name"], "steps": out}, indent=1, ensure_ascii=False)
    (TARGET / f"{prefix}{case['key'].split('__', 1)[1]}.json").write_text(whole + "\n")
    count += 1
print(f"{count} sequences")
