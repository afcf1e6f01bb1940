"""Settings, and what is said when one cannot be used."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from kg_server.config import ServerConfig

from kg_builder.config import KNOWN
from kg_builder.errors import ConfigError
from server.releases import write_release


def test_defaults_are_safe() -> None:
    config = ServerConfig.from_environ({})
    assert config == ServerConfig()
    assert config.host == "127.0.0.1"


def test_every_setting_can_be_given() -> None:
    given = {
        "KG_OUT": "elsewhere",
        "KG_HOST": "::1",
        "KG_PORT": "0",
        "KG_QUERY_SECONDS": "2.5",
        "KG_QUERY_SECONDS_MAX": "30",
        "KG_WORKERS": "3",
        "KG_EVALUATORS": "4",
        "KG_EVALUATOR_MIB": "512",
        "KG_MEMORY_TRIPLES": "0",
        "KG_CORS_ORIGINS": "https://a.example, https://b.example",
        "KG_CACHE_MIB": "0",
        "KG_LOG": "WARNING",
        "KG_METRICS": "1",
        "KG_RATE_LIMIT": "60",
        "KG_SOURCES": "texts",
        "KG_TRUST_PROXY": "1",
    }
    config = ServerConfig.from_environ(given)
    assert {f"KG_{field.name.upper()}" for field in fields(config)} == set(given)
    assert set(given) <= KNOWN
    assert config.cors_origins == ("https://a.example", "https://b.example")
    assert all(getattr(config, field.name) != field.default for field in fields(config))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("KG_PROT", "8000", "did you mean KG_PORT"),
        ("KG_PORT", "eighty", "whole number from 0 to 65535"),
        ("KG_PORT", "70000", "whole number from 0 to 65535"),
        ("KG_PORT", "-1", "whole number"),
        ("KG_WORKERS", "0", "from 1 to 64"),
        ("KG_QUERY_SECONDS", "0", "number of seconds"),
        ("KG_QUERY_SECONDS", "nan", "number of seconds"),
        ("KG_QUERY_SECONDS", "90", "at most KG_QUERY_SECONDS_MAX"),
        ("KG_LOG", "loud", "one of debug"),
        ("KG_CORS_ORIGINS", "example.org", "https://example.org"),
        ("KG_EVALUATOR_MIB", "1", "from 64"),
    ],
)
def test_a_setting_without_meaning_is_refused(name: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected) as caught:
        ServerConfig.from_environ({name: value})
    assert str(caught.value).startswith(name)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"KG_OUT": "nowhere"}, "kg build"),
        ({"KG_HOST": "203.0.113.1"}, "KG_PORT or --port"),
        ({"KG_NOTHING": "1"}, "unknown setting"),
    ],
)
def test_a_server_that_cannot_start_says_why(tmp_path: Path, settings: dict[str, str], expected: str) -> None:
    write_release(tmp_path / "out", "0.1.0")
    command = [sys.executable, "-m", "kg_server", "--port", "0"]
    environ = {"PATH": "/usr/bin:/bin", "KG_OUT": str(tmp_path / "out")} | settings
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=30, cwd=tmp_path)
    assert ended.returncode == 1
    assert expected in ended.stderr
    assert "Traceback" not in ended.stderr
