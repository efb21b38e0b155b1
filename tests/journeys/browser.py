"""A page in real Chromium that fails on what a user would not see: axe, other hosts, CSP, script errors."""

import io
import json
import os
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = frozenset(
    {
        "story-import-preview", "story-signal-phone", "story-dossier-phone", "story-today-af",
        "story-gather", "story-weigh", "story-decision", "story-case", "story-parent-phone",
        "story-figures", "today-teacher-390", "today-af-1280",
    }
)  # fmt: skip
"""What README shows: `make screenshots` keeps these, SCREENSHOTS_ALL=1 keeps every page looked at."""
_TALLEST = 1100  # px of a picture for README
_COLOURS = 128


class Visitor:
    """One person at one device. Every page that is looked at is tested with axe."""

    def __init__(self, browser: Browser, base_url: str, viewport: dict[str, int]) -> None:
        self.base_url = base_url
        self.viewport = viewport
        self.is_phone = viewport is PHONE
        self.context = browser.new_context(
            viewport=viewport, locale="nl-NL", timezone_id="Europe/Amsterdam",
            has_touch=self.is_phone, is_mobile=self.is_phone, accept_downloads=True,
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

    # Going somewhere

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base_url + path)

    @property
    def path(self) -> str:
        """Where the visitor is, without the host and the fragment."""
        return self.page.url.removeprefix(self.base_url).partition("#")[0]

    def log_in(self, username: str, password: str) -> None:
        self.go("/account/inloggen/")
        self.page.locator("[name=login]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("form:has([name=login]) button.btn-primary").click()
        self.page.wait_for_url(self.base_url + "/")

    def follow(self, href: str) -> None:
        """Follow the first link on the page whose address ends like this: it must be there."""
        self.page.locator(f'main a[href$="{href}"]').filter(visible=True).first.click()
        self.page.wait_for_load_state("load")

    def choose(self, text: str) -> None:
        """Follow the first link in the page with this text."""
        self.page.locator("main a", has_text=text).filter(visible=True).first.click()
        self.page.wait_for_load_state("load")

    # Forms

    def fill(self, **values: str) -> None:
        """Fill in fields by their name."""
        for name, value in values.items():
            self.page.locator(f'main [name="{name}"]').filter(visible=True).fill(value)

    def tick(self, name: str, *values: str) -> None:
        """Tick the boxes or the radio button of a field with these values; without one, its only box."""
        if not values:
            self.page.locator(f'main [name="{name}"]').check()
        for value in values:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()

    def pick(self, name: str, starts: str) -> None:
        """Choose in a list the first option whose value starts like this."""
        options = self.page.locator(f'main [name="{name}"] option[value^="{starts}"]')
        value = options.first.get_attribute("value")
        self.page.locator(f'main [name="{name}"]').select_option(value)

    def send(self, button: Locator | None = None) -> None:
        """Send the form of the page; what is refused stays on the page with its errors."""
        pressed = button or self.page.locator("main form button.btn-primary[type=submit]")
        with self.page.expect_navigation():
            pressed.filter(visible=True).last.click()

    def post(self, path: str, **values: str) -> int:
        """Send a form that no page offers to this visitor; return the status of the answer."""
        token = self.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        url = self.base_url + path
        answer = self.context.request.post(
            url, form={"csrfmiddlewaretoken": token, **values}, headers={"Referer": url}
        )
        return answer.status

    # Looking

    def words(self, part: str = "body") -> str:
        """The text of the page, or of a part of it, as it is read."""
        return " ".join(self.page.locator(part).inner_text().split())

    def look(self, name: str) -> None:
        """Test the page as it stands; keep a picture if SCREENSHOTS names a folder."""
        # As tall as the page: what stands half under a bar that stays on top is no target too small.
        height = self.page.evaluate("document.documentElement.scrollHeight")
        tall = {"width": self.viewport["width"], "height": max(height, self.viewport["height"])}
        self.page.set_viewport_size(tall)
        self.page.evaluate(AXE)
        result: Any = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        self.page.set_viewport_size(self.viewport)
        for violation in result["violations"]:
            nodes = [node["html"][:200] for node in violation["nodes"]]
            self.faults.append(f"axe {name}: {violation['id']} {json.dumps(nodes)}")
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            self.faults.append(f"{name}: page is {width} px wider than the screen")
        self.keep(name)

    def keep(self, name: str) -> None:
        """Keep a picture of the page in the folder SCREENSHOTS: those for README, or all."""
        where = os.environ.get("SCREENSHOTS")
        if not where or (name not in PICTURES and not os.environ.get("SCREENSHOTS_ALL")):
            return
        folder = Path(where)
        self.page.evaluate("scrollTo(0, 0)")
        # A phone's bar stands at the bottom of its screen: README shows the screen, not the whole page.
        whole = name not in PICTURES or not self.is_phone
        picture = Image.open(io.BytesIO(self.page.screenshot(full_page=whole))).convert("RGB")
        if name in PICTURES:
            picture = picture.crop((0, 0, picture.width, min(picture.height, _TALLEST)))
        folder.mkdir(parents=True, exist_ok=True)
        picture.quantize(_COLOURS).save(folder / f"{name}.png", optimize=True)

    def close(self) -> None:
        self.context.close()
        assert not self.faults, "\n".join(self.faults)
