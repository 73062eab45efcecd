#!/usr/bin/env python3
"""Walks a react-admin in headless Chromium, over its public data provider for Django REST framework: scripts/admin_walk.py BASE_URL USER PASSWORD BUNDLE

BUNDLE is what `npm run build` in scripts/admin makes. BASE_URL serves the hiring funnel and holds no handbook. Page and API share an origin, as they would behind one
proxy: this script is that proxy. Logs in with a token, creates a handbook, lists, edits and deletes it. Ends with status 1 at the first thing that is not as expected.
"""
import http.client, http.server, json, shutil, sys, tempfile, threading
from urllib.parse import urlsplit
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

base, user, password, bundle = urlsplit(sys.argv[1]), sys.argv[2], sys.argv[3], open(sys.argv[4], "rb").read()
PAGE = b'<!doctype html><meta charset="utf-8"><title>Hiring</title><div id="root"></div><script src="/admin.js"></script>'


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        if not self.path.startswith("/api/"):
            return self.send(200, [("Content-Type", "text/javascript" if self.path == "/admin.js" else "text/html")], bundle if self.path == "/admin.js" else PAGE)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        api = http.client.HTTPConnection(base.hostname, base.port)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        api.request(self.command, self.path, body, {**headers, "Host": base.netloc, "Connection": "close"})
        response = api.getresponse()
        content = response.read()
        seen.append((self.command, self.path, response.status))
        kept = [(name, value) for name, value in response.getheaders() if name.lower() not in ("connection", "content-length", "transfer-encoding")]
        self.send(response.status, kept, content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def send(self, status, headers, content):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def open_browser():
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", f"--user-data-dir={tempfile.mkdtemp()}"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium")
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def wait(condition, what):
    patient = WebDriverWait(browser, 15, 0.1, ignored_exceptions=[NoSuchElementException, StaleElementReferenceException])
    try:
        return patient.until(condition)
    except TimeoutException:
        text = browser.find_element(By.TAG_NAME, "body").text
        sys.exit(f"{what}: not at {browser.current_url}\nthe page says: {text}\nthe API was asked: {seen[-5:]}")


def find(selector):
    return wait(lambda b: b.find_element(By.CSS_SELECTOR, selector), selector)


def says(text):
    wait(lambda b: text in b.find_element(By.TAG_NAME, "body").text, text)


def fill(name, text):
    field = find(f"[name={name}]")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(text)


def click(selector):
    wait(lambda b: b.find_element(By.CSS_SELECTOR, selector).click() is None, selector)


def answered(method, path, status):
    """Waits until the API has answered so."""
    wait(lambda _: any((m, s) == (method, status) and p.startswith(path) for m, p, s in seen), f"{method} {path} answered {status}")
    print(f"  {method} {path} {status}")


seen = []
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
threading.Thread(target=server.serve_forever, daemon=True).start()
browser = open_browser()
try:
    browser.set_window_size(1200, 900)
    browser.get(f"http://127.0.0.1:{server.server_port}/")
    fill("username", user)
    fill("password", "not it")
    click("button[type=submit]")
    answered("POST", "/api/v1/auth/token", 400)
    fill("password", password)
    click("button[type=submit]")
    answered("POST", "/api/v1/auth/token", 200)
    answered("GET", "/api/v1/hiring/handbooks/?", 200)
    click("a[href='#/handbooks/create']")
    fill("version", "2026-11")
    fill("title", "How we write Rust")
    click("button[type=submit]")
    answered("POST", "/api/v1/hiring/handbooks/", 201)
    says("How we write Rust")
    click("td.column-title")
    fill("title", "How we write it now")
    click("button[type=submit]")
    answered("PATCH", "/api/v1/hiring/handbooks/1/", 200)
    says("How we write it now")
    click("td.column-title")
    click("button.ra-delete-button")
    click("button.ra-confirm")
    answered("DELETE", "/api/v1/hiring/handbooks/1/", 204)
    wait(lambda b: "How we write it now" not in b.find_element(By.TAG_NAME, "body").text, "a list without the handbook")
finally:
    browser.quit()
    server.shutdown()
