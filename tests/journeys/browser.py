"""A page in real Chromium that fails on what a user would not see: axe, other hosts, CSP, script errors."""

import json
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """One person at one device. Every page that is looked at is tested with axe."""

    def __init__(self, browser: Browser, base_url: str, viewport: dict[str, int]) -> None:
        self.base_url = base_url
        self.context = browser.new_context(
            viewport=viewport, locale="nl-NL", timezone_id="Europe/Amsterdam",
            has_touch=viewport is PHONE, is_mobile=viewport is PHONE, accept_downloads=True,
        )  # fmt: skip
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("request", self._watch_request)
        self.page.on("console", self._watch_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _watch_request(self, request: Request) -> None:
        if not request.url.startswith((self.base_url, "data:", "blob:")):
            self.faults.append(f"request to another host: {request.url}")

    def _watch_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "422" not in message.text:
            self.faults.append(f"console: {message.text}")

    def go(self, path: str) -> None:
        self.page.goto(self.base_url + path)

    def log_in(self, username: str, password: str) -> None:
        self.go("/account/inloggen/")
        self.page.locator("[name=login]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("form [type=submit]").filter(visible=True).first.click()
        self.page.wait_for_url(self.base_url + "/")

    def look(self, name: str) -> None:
        """Test the page as it stands; keep a picture if SCREENSHOTS names a folder."""
        self.page.evaluate(AXE)
        result: Any = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        for violation in result["violations"]:
            nodes = [node["html"][:200] for node in violation["nodes"]]
            self.faults.append(f"axe {name}: {violation['id']} {json.dumps(nodes)}")
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            self.faults.append(f"{name}: page is {width} px wider than the screen")
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    def close(self) -> None:
        self.context.close()
        assert self.faults == []
