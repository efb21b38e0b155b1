"""All templates hold to the content security policy; the frame and the error pages stand alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from core.presentation import ICONS, TONES
from tests.core.drawing import ROOT, TEMPLATES, words

# Every template and every icon ---------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_no_template_holds_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "javascript:" not in text
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_every_template_compiles(path: Path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_no_template_names_an_address_of_a_third_party(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", text)


def test_the_sprite_holds_exactly_the_icons_that_the_tag_knows() -> None:
    sprite = (ROOT / "static/img/icons.svg").read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == ICONS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_every_icon_named_in_a_template_exists(path: Path) -> None:
    named = re.findall(r"""(?:{%\s*icon\s+|\bicon=)["']([^"']+)["']""", path.read_text())
    assert set(named) <= ICONS


def test_every_tone_has_an_icon_of_its_own() -> None:
    assert set(TONES.values()) <= ICONS
    assert len(set(TONES.values())) == len(TONES)


def test_static_files_of_the_frame_exist() -> None:
    frame = "".join((ROOT / "templates" / name).read_text() for name in ("base.html", "500.html"))
    named = re.findall(r"{% static '([^']+)' %}", frame) + re.findall(r'="/static/([^"]+)"', frame)
    assert named
    assert all(finders.find(name) for name in named)


def test_style_sheets_fetch_nothing_from_elsewhere() -> None:
    for sheet in (ROOT / "static").rglob("*.css"):
        urls = re.findall(r"url\(\s*[\"']?([^)\"']+)", sheet.read_text())
        assert all(url.startswith("data:image/") for url in urls)


# The frame ------------------------------------------------------------------------------------


class Reader:
    is_authenticated = True

    def __str__(self) -> str:
        return "Marieke"


def frame(**context: Any) -> str:
    with translation.override("nl"):
        return get_template("base.html").template.render(
            Context({"csrf_token": "abc", "title": "Vandaag"} | context)
        )


def nav(count: int) -> list[dict[str, Any]]:
    return [
        {"url": f"/{i}/", "label": f"Deel {i}", "icon": "today", "active": i == 0, "badge": i}
        for i in range(count)
    ]


def test_the_frame_shows_the_menu_twice_and_hides_the_rest_under_more() -> None:
    html = frame(user=Reader(), nav=nav(7), session_seconds=1800, session_warning_seconds=120)
    assert 'data-session-seconds="1800"' in html
    assert html.count("tabbar-label") == 5
    assert "Meer" in words(html)
    assert "<h1>Vandaag</h1>" in html
    assert "<title>Vandaag · Veilig op School</title>" in html
    assert "Meer" not in words(frame(user=Reader(), nav=nav(5)))


def test_the_red_band_stands_on_demo_pages_only() -> None:
    assert "demo-band" in frame(user=Reader(), demo=True)
    assert "demo-band" not in frame(user=Reader())


def test_the_frame_works_without_anything_in_the_context() -> None:
    html = frame()
    assert 'href="#main"' in html
    assert 'id="main"' in html
    assert "data-cover " not in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "500"])
def test_error_pages_need_no_context_and_say_what_to_do(name: str) -> None:
    with translation.override("nl"):
        html = get_template(f"{name}.html").render()
    assert 'lang="nl"' in html
    assert "startpagina" in html
    assert len(words(html)) > 150


def test_the_page_for_our_own_faults_holds_no_template_code() -> None:
    assert "{" not in (ROOT / "templates/500.html").read_text()
