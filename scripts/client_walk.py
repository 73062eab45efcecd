#!/usr/bin/env python3
"""Walks ETFFinder as a client of DRF would, with Python `requests` and `curl`: scripts/client_walk.py BASE_URL PASSWORD

Expects a fresh ETFFinder with the superuser `admin`. Ends with status 1 at the first answer that is not DRF's.
"""
import json, subprocess, sys
import requests

base, password = sys.argv[1].rstrip("/"), sys.argv[2]
api = f"{base}/api/v1"
FUND = {"symbol": "SPY", "name": "SPDR S&P 500 ETF Trust", "asset_class": "Equity", "total_assets": "372251000000.00",
        "ytd_price_change": "15.14", "average_daily_volume": 69599336}


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: expected {wanted!r}, found {found!r}")
    print(f"  {what}: {found!r}"[:150])


print("without credentials")
expect("GET funds", requests.get(f"{api}/funds").status_code, 403)
expect("GET alive", requests.get(f"{base}/alive").text, "i'm alive")

print("with a token")
answer = requests.post(f"{api}/auth/token", json={"username": "admin", "password": password})
expect("POST auth/token", answer.status_code, 200)
token = {"Authorization": f"Token {answer.json()['token']}"}
answer = requests.post(f"{api}/funds", json=FUND, headers=token)
expect("POST funds", answer.status_code, 201)
fund = answer.json()
expect("the fund's fields", {k: fund[k] for k in FUND}, FUND)
expect("POST the same symbol", requests.post(f"{api}/funds", json=FUND, headers=token).json(),
       {"symbol": ["exchange traded fund with this symbol already exists."]})
expect("POST nothing", requests.post(f"{api}/funds", json={}, headers=token).json(), {k: ["This field is required."] for k in FUND})
for n in range(11):
    requests.post(f"{api}/funds", json=FUND | {"symbol": f"F{n}", "total_assets": f"99999999999999999{n % 10}.99"}, headers=token).raise_for_status()

print("lists")
page = requests.get(f"{api}/funds", headers=token).json()
expect("count", page["count"], 12)
expect("rows on the first page", len(page["results"]), 10)
expect("next", page["next"], f"{api}/funds?page=2")
expect("rows on the second", len(requests.get(page["next"], headers=token).json()["results"]), 2)
expect("exact money", requests.get(f"{api}/funds", params={"symbol": "F3"}, headers=token).json()["results"][0]["total_assets"], "999999999999999993.99")
expect("search", requests.get(f"{api}/funds", params={"search": "spdr", "ordering": "-symbol"}, headers=token).json()["results"][0]["symbol"], "SPY")
expect("order by money", [row["symbol"] for row in requests.get(f"{api}/funds", params={"ordering": "total_assets"}, headers=token).json()["results"]][:3], ["SPY", "F0", "F10"])

print("one fund")
url = f"{api}/funds/{fund['id']}"
expect("GET", requests.get(url, headers=token).json(), fund)
expect("PATCH", requests.patch(url, json={"name": "Spider"}, headers=token).json()["name"], "Spider")
expect("PUT in part", requests.put(url, json={"name": "Spider"}, headers=token).status_code, 400)
expect("HEAD", requests.head(url, headers=token).headers["content-type"], "application/json")
expect("OPTIONS", requests.options(url, headers=token).json()["name"], "Exchange Traded Fund Instance")

print("a session")
session = requests.Session()
login = session.get(f"{base}/api-auth/login/")
csrf = session.cookies["csrftoken"]
answer = session.post(f"{base}/api-auth/login/", data={"username": "admin", "password": password, "csrfmiddlewaretoken": csrf, "next": "/api/v1/"},
                      headers={"Referer": f"{base}/api-auth/login/"}, allow_redirects=False)
expect("POST login", (answer.status_code, answer.headers["location"]), (302, "/api/v1/"))
expect("DELETE without CSRF token", session.delete(url).json(), {"detail": "CSRF Failed: CSRF token missing."})
expect("DELETE", session.delete(url, headers={"X-CSRFToken": session.cookies["csrftoken"]}).status_code, 204)
expect("GET what is gone", session.get(url).json(), {"detail": "No ExchangeTradedFund matches the given query."})

print("with curl")
out = subprocess.run(["curl", "-s", "-u", f"admin:{password}", f"{api}/funds?page=2&format=json"], capture_output=True, text=True, check=True).stdout
expect("curl -u admin", len(json.loads(out)["results"]), 1)
out = subprocess.run(["curl", "-s", "-H", f"Authorization: {token['Authorization']}", "-d", "symbol=FRM&name=From a form&asset_class=Bond&total_assets=1&ytd_price_change=0&average_daily_volume=1",
                      f"{api}/funds"], capture_output=True, text=True, check=True).stdout
expect("curl -d", json.loads(out)["total_assets"], "1.00")
print("all as DRF answers")
