#!/usr/bin/env python3
"""Plays the hiring funnel with clients written for DRF: scripts/funnel_walk.py BASE_URL

BASE_URL serves the oracle's project with its users and no other rows (`conformance serve`, or the oracle itself). Each client does its part of one story: requests and
httpx, and the unmodified PyPI package django-rest-framework-client. (The package drf-client reads a CoreAPI schema, which DRF 3.18 serves no more.) Ends with status 1
at the first thing that is not as expected.
"""
import asyncio, io, sys
import httpx, requests
from drf_client.connection import Api
from drf_client.exceptions import HttpClientError, HttpNotFoundError

base = sys.argv[1].rstrip("/")
root = f"{base}/api/v1/hiring"


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found!r}, expected {expected!r}")
    print(f"  {what}")


# The recruiter prepares the handbook with django-rest-framework-client, and logs in by name and password.
options = {"DOMAIN": base, "API_PREFIX": "api/v1/hiring", "TOKEN_TYPE": "token", "TOKEN_FORMAT": "Token {token}", "LOGIN": "../auth/token", "USERNAME_KEY": "username"}
admin = Api({**options})
admin.set_token("ad" * 20)
handbook = admin.handbooks.post({"version": "3", "title": "How we write Rust", "is_current": True})
check("django-rest-framework-client creates a handbook", (handbook["id"], handbook["body"]), (1, ""))
check("it changes it", admin.handbooks(1).patch({"title": "How we write it now"})["title"], "How we write it now")
check("it lists", admin.handbooks.get(extra="is_current=true")["count"], 1)
check("it lists by asyncio", asyncio.run(admin.handbooks.async_get())["count"], 1)
for error, action in ((HttpClientError, lambda: admin.handbooks.post({"version": "3"})), (HttpNotFoundError, lambda: admin.handbooks(99).get())):
    try:
        action()
        sys.exit("a refusal was no error")
    except error as refused:
        print(f"  it says: {refused}")
admin.skills.bulk.post([{"slug": "rust", "name": "Rust"}, {"slug": "sql", "name": "SQL", "category": "tool"}])
check("it calls an extra action", [skill["slug"] for skill in admin.skills.get()], ["rust", "sql"])

# Alice adds candidates with requests: a session of JSON, a form, a file.
alice = requests.Session()
alice.headers["Authorization"] = "Token " + "a1" * 20
person = {"full_name": "Olga Petrenko", "email": "olga@example.org", "country": "UA", "years_experience": 7, "skills": ["rust"], "hourly_rate": "45.50", "profile": {"github": "olga"}}
made = alice.post(f"{root}/candidates/", json=person)
check("requests adds a candidate", (made.status_code, made.json()["display"], made.json()["owner"]), (201, "Olga Petrenko (UA)", "alice"))
made = alice.post(f"{root}/candidates/", data={"full_name": "Ivo", "email": "ivo@example.org", "country": "CZ", "years_experience": "3", "skills": ["rust", "sql"], "remote_only": "true"})
check("requests adds one by a form", (made.status_code, made.json()["skills"]), (201, ["rust", "sql"]))
upload = alice.post(f"{root}/documents/", data={"title": "Resume", "candidate": 1}, files={"file": ("olga.txt", io.BytesIO(b"ten years of Rust"), "text/plain")})
check("requests uploads a file", (upload.status_code, upload.json()["size"]), (201, 17))
check("and downloads it", requests.get(upload.json()["file"]).content, b"ten years of Rust")
broken = alice.post(f"{root}/documents/", data={"title": "x"}, headers={"Content-Type": "multipart/form-data"})
check("a hand-set type without boundary is refused", (broken.status_code, broken.json()["detail"]), (400, "Multipart form parse error - Invalid boundary in multipart: None"))

# Olga's way through the funnel, with httpx.
with httpx.Client(base_url=root, headers={"Authorization": "Token " + "a1" * 20}) as client:
    signed = client.post("/acknowledgements/", json={"candidate": f"{root}/candidates/1/", "handbook": f"{root}/handbooks/1/", "signature": "O. Petrenko"})
    check("httpx acknowledges the handbook by its address", (signed.status_code, signed.json()["handbook"]), (201, f"{root}/handbooks/1/"))
    for stage in ("handbook", "interview", "offer"):
        moved = client.post("/candidates/1/advance/", json={"to": stage})
        check(f"the candidate advances to {stage}", (moved.status_code, moved.json()["stage"]), (200, stage))
    check("a stage cannot be skipped", client.post("/candidates/1/advance/", json={"to": "handbook"}).status_code, 409)
    interview = {"candidate": 1, "scheduled_for": "2026-12-01T10:00:00Z", "day": "2026-12-01", "slot": 1, "length": "01:30:00", "score": 8.5, "verdict": "hire"}
    planned = client.post("/interviews/", json=interview, headers={"Authorization": "Basic YWxpY2U6YWxpY2UtcGFzcy0xMjM="})
    check("an interview is held", (planned.status_code, planned.json()["candidate_detail"]["full_name"]), (201, "Olga Petrenko"))
    offer = client.post("/offers/", json={"candidate": 1, "salary": "90000.00", "clauses": [{"position": 1, "text": "Remote"}, {"position": 2, "text": "30 days off"}]})
    check("an offer with clauses is made", (offer.status_code, len(offer.json()["clauses"])), (201, 2))
    decided = client.post("/offers/1/decision/", json={"accepted": True})
    check("and accepted", (decided.json(), decided.headers["x-offer"]), ({"accepted": True}, "1"))
    check("the figures follow", client.get("/candidates/stats/").json(), {"total": 2, "by_stage": {"applied": 1, "offer": 1}})
    detail = client.get("/candidates/1/").json()
    check("the detail shows it all", ([held["verdict"] for held in detail["interviews"]], [skill["name"] for skill in detail["skill_details"]]), (["hire"], ["Rust"]))
    check("XML is answered", client.get("/skills/", headers={"Accept": "application/xml"}).headers["content-type"], "application/xml; charset=utf-8")
