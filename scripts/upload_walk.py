#!/usr/bin/env python3
"""Uploads files to the hiring funnel with the clients that people have: scripts/upload_walk.py BASE_URL

BASE_URL serves the oracle's project with its users and no other rows (`conformance serve`, or the oracle itself). None of the clients sets a Content-Type by hand: requests,
httpx, curl, and Chromium with the browsable API's form and with fetch. Ends with status 1 at the first thing that is not as expected.
"""
import io, json, shutil, subprocess, sys, tempfile
from pathlib import Path
from urllib.parse import unquote
import httpx, requests
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

base = sys.argv[1].rstrip("/")
documents = f"{base}/api/v1/hiring/documents/"
# Each may upload six files a day.
ALICE, ADMIN = ({"Authorization": f"Token {two * 20}"} for two in ("a1", "ad"))
BOB = ("bob", "bob-pass-123")
folder = Path(tempfile.mkdtemp())


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found!r}, expected {expected!r}")
    print(f"  {what}")


def saved(name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def check_file(what, document, name, content):
    """The document names its file, and the file is what was sent."""
    check(f"{what} uploads", (unquote(document["file"]), document["size"]), (f"{base}/media/documents/{name}", len(content)))
    check(f"{what}'s file is served", requests.get(document["file"]).content, content)


large = bytes(range(256)) * 16 * 1024
answer = requests.post(documents, headers=ALICE, data={"title": "requests"}, files={"file": ("my cv é.txt", b"by requests")})
check_file("requests", answer.json(), "my_cv_é.txt", b"by requests")
answer = requests.post(documents, headers=ALICE, data={"title": "4 MiB"}, files={"file": ("large.pdf", io.BytesIO(large))})
check_file("requests with 4 MiB", answer.json(), "large.pdf", large)
part = requests.get(answer.json()["file"], headers={"Range": "bytes=-6"})
check("a part of it", part.content, large[-6:] if part.status_code == 206 else large)
answer = httpx.post(documents, headers=ALICE, data={"title": "httpx"}, files={"file": ("notes.csv", b"a,b", "text/csv")})
check_file("httpx", answer.json(), "notes.csv", b"a,b")
answer = requests.patch(f"{documents}1/", headers=ALICE, files={"file": ("new.txt", b"replaced")})
check_file("a PATCH", answer.json(), "new.txt", b"replaced")

path = saved("from curl.txt", b"by curl")
answer = subprocess.run(["curl", "-s", "-u", ":".join(BOB), "-F", "title=curl", "-F", f"file=@{path}", documents], capture_output=True, check=True).stdout
check_file("curl -F", json.loads(answer), "from_curl.txt", b"by curl")
answer = subprocess.run(["curl", "-s", "-u", ":".join(BOB), "-T", str(path), f"{base}/api/v1/hiring/raw/"], capture_output=True, check=True).stdout
check("curl -T sends a body that is the file", json.loads(answer), {"name": "from curl.txt", "size": 7, "text": "by curl"})

answer = requests.post(documents, headers=ALICE | {"Content-Type": "multipart/form-data"}, data=b"x")
check("a Content-Type by hand is refused", (answer.status_code, answer.json()["detail"]), (400, "Multipart form parse error - Invalid boundary in multipart: None"))

options = webdriver.ChromeOptions()
for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
    options.add_argument(argument)
options.binary_location = shutil.which("chromium")
browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
wait = WebDriverWait(browser, 10, 0.1)
browser.get(f"{base}/api-auth/login/?next=/api/v1/hiring/documents/")
browser.find_element(By.NAME, "username").send_keys("admin")
browser.find_element(By.NAME, "password").send_keys("admin-pass-123" + "\n")
title = wait.until(lambda page: page.find_element(By.CSS_SELECTOR, "input[name=title]"))
title.send_keys("browser")
Select(browser.find_element(By.NAME, "kind")).select_by_value("letter")
chosen = browser.find_element(By.NAME, "file")
chosen.send_keys(str(saved("from the browser.txt", b"by a form")))
chosen.submit()
wait.until(lambda page: "from_the_browser.txt" in page.page_source)
document = requests.get(documents, headers=ADMIN).json()["results"][-1]
check_file("a browser's form", document, "from_the_browser.txt", b"by a form")
fetched = browser.execute_async_script("""
    const form = new FormData();
    form.append("title", "fetch");
    form.append("file", new File(["by fetch"], "fetched.txt"));
    const csrf = document.cookie.match(/csrftoken=([^;]+)/)[1], done = arguments[arguments.length - 1];
    fetch("/api/v1/hiring/documents/", {method: "POST", body: form, headers: {"X-CSRFToken": csrf, "Accept": "application/json"}}).then(r => r.json()).then(done, e => done(String(e)));
""")
check_file("fetch", fetched, "fetched.txt", b"by fetch")
browser.quit()
shutil.rmtree(folder)
