"""docker-compose.yml held against the settings: there is no docker here to run it."""

import ast
import importlib.util
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin import beat, worker
from django.core.management import get_commands
from gunicorn.config import Config

from core.crypto import KeyRing

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "schoolsafety" / "settings"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
RUNNING = ["web", "worker", "beat"]
APP = [*RUNNING, "migrate"]


def variables(*files: str) -> dict[str, bool]:
    """Return each variable that the settings read, and whether it must be given."""
    found: dict[str, bool] = {}
    for file in files:
        for node in ast.walk(ast.parse((SETTINGS / file).read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id="env") | ast.Attribute(value=ast.Name(id="env")),
                    args=[ast.Constant(value=str(name)), *_],
                    keywords=words,
                ):
                    required = all(word.arg != "default" for word in words)
                    found[name] = found.get(name, True) and required
    return found


def load_make_secrets() -> Any:
    path = ROOT / "scripts" / "make_secrets.py"
    spec = importlib.util.spec_from_file_location("make_secrets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The secrets of a fresh installation."""
    directory = tmp_path / "secrets"
    load_make_secrets().write(directory)
    (directory / "email_url").write_text("smtp+tls://u:p@mail.example.org:587")
    return directory


def environment(service: str, made: Path) -> dict[str, str]:
    """Return what a container of `service` would get, its secrets in `made`."""
    given = {
        "ALLOWED_HOSTS": "school.example.org",
        "BASE_URL": "https://school.example.org",
        "DEFAULT_FROM_EMAIL": "noreply@school.example.org",
    }
    result = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore"}
    for name, raw in SERVICES[service]["environment"].items():
        wanted = re.fullmatch(r"\$\{(\w+)(?::-(.*)|:\?.*)?\}", raw)
        value = given.get(wanted[1], wanted[2]) if wanted else raw
        assert value is not None, name
        result[name] = value.replace("/run/secrets", str(made))
    return result


@pytest.mark.parametrize("service", APP)
def test_every_variable_that_production_needs_is_given(service: str) -> None:
    needed = {name for name, required in variables("production.py").items() if required}
    given = {name.removesuffix("_FILE") for name in SERVICES[service]["environment"]}
    assert needed - given - {"KEYRING_FILE"} == set()
    assert "KEYRING_FILE" in SERVICES[service]["environment"]


@pytest.mark.parametrize("service", APP)
def test_no_variable_is_given_that_the_settings_do_not_read(service: str) -> None:
    read = set(variables("base.py", "production.py")) | {"DJANGO_SETTINGS_MODULE"}
    for name in SERVICES[service]["environment"]:
        assert name in read or name.removesuffix("_FILE") in read, name


@pytest.mark.parametrize("service", SERVICES)
def test_every_secret_of_a_service_is_defined_made_and_used(service: str, made: Path) -> None:
    secrets = set(SERVICES[service]["secrets"])
    assert secrets <= set(COMPOSE["secrets"])
    assert secrets <= {path.name for path in made.iterdir()}
    text = yaml.safe_dump({**SERVICES[service], "secrets": []})
    assert set(re.findall(r"/run/secrets/([\w.]+)", text)) == secrets


@pytest.mark.parametrize("service", RUNNING)
def test_what_runs_can_not_act_as_the_owner(service: str) -> None:
    text = yaml.safe_dump(SERVICES[service])
    assert "owner" not in text
    assert "superuser" not in text


def test_there_is_no_password_in_the_files() -> None:
    for name in ("docker-compose.yml", "Dockerfile"):
        text = (ROOT / name).read_text()
        assert not re.search(r"://[^/\s:]*:[^@\s]+@", text), name
        assert not re.search(
            r"(?i)(password|secret_key|requirepass)\s*[:=]\s*['\"]?\w+$", text, re.M
        )
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEYRING|_URL", name) and name != "BASE_URL":
                assert value.startswith("/run/secrets/"), name


def test_the_secrets_fit_each_other(made: Path) -> None:
    text = {path.name: path.read_text() for path in made.iterdir()}
    assert text["postgres_password"] in text["database_superuser_url"]
    assert text["redis.conf"].removeprefix("requirepass ").strip() in text["redis_url"]
    assert len(text["secret_key"]) >= 50
    assert KeyRing.from_json(text["keyring"]).current == "k1"
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_making_the_secrets_again_changes_none(made: Path) -> None:
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    assert load_make_secrets().write(made) == []
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before
    (made / "redis_url").unlink()
    with pytest.raises(SystemExit, match="without the other"):
        load_make_secrets().write(made)


@pytest.mark.parametrize("service", APP)
def test_production_starts_with_what_a_container_gets(service: str, made: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env=environment(service, made),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "security." not in done.stderr


def options(command: list[str]) -> set[str]:
    return {word.split("=")[0] for word in command if re.match(r"--?[a-zA-Z]", word)}


@pytest.mark.parametrize("service", ["provision", *APP])
def test_every_command_exists(service: str) -> None:
    match SERVICES[service]["command"]:
        case ["python", "manage.py", name, *rest]:
            assert name in get_commands()
            assert options(rest) <= {"--database", "--noinput"}
        case ["python", "-m", module]:
            assert importlib.util.find_spec(module) is not None
        case ["gunicorn", *rest]:
            parsed = Config().parser().parse_args(rest)
            assert parsed.args == ["schoolsafety.wsgi"]
        case ["celery", "-A", "schoolsafety", name, *rest]:
            command = {"worker": worker.worker, "beat": beat.beat}[name]
            known = {option for item in command.params for option in item.opts}
            assert options(rest) <= known
        case other:
            pytest.fail(f"{service} has an unknown command: {other}")


@pytest.mark.parametrize("service", SERVICES)
def test_images_are_pinned(service: str) -> None:
    assert re.fullmatch(r"[a-z]+(/[a-z]+)?:\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[service]["image"])


@pytest.mark.parametrize("service", ["postgres", "redis", *RUNNING])
def test_what_keeps_running_has_a_healthcheck_and_comes_back(service: str) -> None:
    assert SERVICES[service]["restart"] == "unless-stopped"
    test = SERVICES[service]["healthcheck"]["test"]
    assert test[0] in {"CMD", "CMD-SHELL"}
    if "schoolsafety.healthcheck" in test:
        from schoolsafety.healthcheck import CONTAINERS

        assert test[:-1] == ["CMD", "python", "-m", "schoolsafety.healthcheck"]
        assert test[-1] in CONTAINERS


@pytest.mark.parametrize("service", ["provision", *APP])
def test_our_containers_can_do_little(service: str) -> None:
    container = SERVICES[service]
    assert container["user"] == "10001:10001"
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert "USER 10001:10001" in (ROOT / "Dockerfile").read_text()


def test_only_the_proxy_on_this_machine_reaches_the_pages() -> None:
    assert [service for service in SERVICES if "ports" in SERVICES[service]] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_redis_keeps_what_it_was_given() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_order_of_the_start_is_roles_then_tables_then_pages() -> None:
    done = "service_completed_successfully"
    assert SERVICES["provision"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["depends_on"] == {"provision": {"condition": done}}
    for service in RUNNING:
        assert SERVICES[service]["depends_on"]["migrate"] == {"condition": done}


def test_a_worker_gets_the_time_that_a_task_may_take() -> None:
    from django.conf import settings

    assert SERVICES["worker"]["stop_grace_period"] == "5m"
    assert settings.CELERY_TASK_TIME_LIMIT <= 300


def test_the_image_holds_every_app() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert apps | {"locale", "static", "templates", "manage.py"} <= allowed
