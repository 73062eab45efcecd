#!/usr/bin/env python3
"""Walks ETFFinder's pages in headless Chromium: scripts/browser_walk.py BASE_URL PASSWORD [SCREENSHOTS]

Expects the superuser `admin` and no fund ZZZ. Once at a desktop's width and once at a phone's: logs in, is refused a fund, creates it, lists, pages, edits, deletes, logs
out. Ends with status 1 at the first page that is not as expected. With a folder, screenshots go there (needs Pillow).
"""
import io, shutil, sys
from pathlib import Path
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

base, password = sys.argv[1].rstrip("/"), sys.argv[2]
shots = Path(sys.argv[3]) if len(sys.argv) > 3 else None
FUND = {"symbol": "ZZZ", "name": "Last in the List", "asset_class": "Bond", "total_assets": "99999999999999999.99", "ytd_price_change": "-1.25", "average_daily_volume": "12"}


def open_browser():
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.binary_location = shutil.which("chromium")
    # The system's own driver: Selenium would otherwise look for one on the network.
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def wait(condition, what):
    """Pages take each other's place in the middle of a look, so that a stale element is only a reason to look again."""
    patient = WebDriverWait(browser, 10, 0.1, ignored_exceptions=[NoSuchElementException, StaleElementReferenceException])
    try:
        return patient.until(condition)
    except TimeoutException:
        sys.exit(f"{what}: not on the page {browser.title!r} at {browser.current_url}")


def resize(width):
    """Emulates the width: a headless window has a least width, which a phone is below."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})


def find(selector):
    return wait(lambda b: b.find_element(By.CSS_SELECTOR, selector), selector)


def status(line):
    """Waits for the page that answers with this line, and holds it against the width: nothing may stick out."""
    wait(lambda b: b.find_element(By.CSS_SELECTOR, ".status").text == line, line)
    fits()
    print(f"  {line}")


def fits():
    wide, screen = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    if wide > screen:
        sys.exit(f"{browser.current_url} is {wide} wide on a screen of {screen}")


def fill(fields):
    for name, text in fields.items():
        field = find(f"form.card [name={name}]")
        field.clear()
        field.send_keys(text)
    find("form.card button[type=submit]").click()


def shot(name):
    if not shots:
        return
    from PIL import Image
    picture = Image.open(io.BytesIO(browser.get_screenshot_as_png())).convert("RGB").quantize(64)
    picture.save(shots / f"{name}.png", optimize=True)


def walk(suffix):
    browser.get(f"{base}/api-auth/login/?next=/api/v1/funds")
    fits()
    shot(f"login{suffix}")
    find("#username").send_keys("admin")
    find("#password").send_keys(password)
    find("button[type=submit]").click()
    status("HTTP 200 OK")
    shot(f"list{suffix}")

    fill(FUND | {"total_assets": "12.345"})
    status("HTTP 400 Bad Request")
    said = find("#field-total_assets-errors").text
    if said != "Ensure that there are no more than 2 decimal places.":
        sys.exit(f"the form says {said!r}")
    kept = find("form.card [name=name]").get_attribute("value")
    if kept != FUND["name"]:
        sys.exit(f"the form forgot what was typed: {kept!r}")
    shot(f"refused{suffix}")
    fill({"total_assets": FUND["total_assets"]})
    status("HTTP 201 Created")
    fund = browser.execute_script("return JSON.parse(document.querySelector('pre.json').textContent)")
    if fund["total_assets"] != FUND["total_assets"]:
        sys.exit(f"the money changed: {fund}")

    browser.get(f"{base}/api/v1/funds")
    find("nav.paging a[rel=next]").click()
    find("nav.paging [aria-current=page][aria-label^='Page 2']")
    status("HTTP 200 OK")

    browser.get(f"{base}/api/v1/funds/{fund['id']}")
    status("HTTP 200 OK")
    shot(f"detail{suffix}")
    fill({"name": "Renamed <b>é</b>"})
    wait(lambda b: "Renamed <b>é</b>" in b.find_element(By.CSS_SELECTOR, "pre.json").text, "the new name")
    find("[data-opens=delete]").click()
    find("dialog[open] button.danger").click()
    status("HTTP 204 No Content")
    browser.get(f"{base}/api/v1/funds/{fund['id']}")
    status("HTTP 404 Not Found")

    find("header form button").click()
    # It leads back to the page where it was clicked, which is now closed.
    status("HTTP 403 Forbidden")
    if find("header .user a").text != "Log in":
        sys.exit("nothing leads to logging in again")


browser = open_browser()
try:
    for suffix, width in (("", 1280), ("-phone", 390)):
        print(f"at a width of {width}")
        resize(width)
        walk(suffix)
    # A refused answer is logged by Chromium as a failed resource; anything else (a blocked style, an error of the script) is a defect.
    said = [entry["message"] for entry in browser.get_log("browser") if "Failed to load resource" not in entry["message"]]
    if said:
        sys.exit(f"the console says {said}")
finally:
    browser.quit()
print("all pages as expected")
