"""Settings: defaults, then the file, then the environment; what is unknown is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.settings import InvalidSettings, load_settings


def test_defaults_keep_data_where_the_system_keeps_them() -> None:
    settings = load_settings(environment={"XDG_DATA_HOME": "/srv/data"})
    assert settings.data_dir == Path("/srv/data/aislecast")
    assert settings.database == "sqlite:////srv/data/aislecast/aislecast.sqlite3"
    assert settings.host == "127.0.0.1", "nobody else's machine is served unless someone says so"


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    file = tmp_path / "aislecast.toml"
    file.write_text('data_dir = "/srv/shop"\nport = 8700\ntrusted_proxies = ["10.0.0.1"]\n')
    assert load_settings(file, {}).port == 8700
    settings = load_settings(file, {"AISLECAST_PORT": "8800", "AISLECAST_TRUSTED_PROXIES": "10.0.0.2, ::1"})
    assert (settings.port, settings.trusted_proxies) == (8800, ("10.0.0.2", "::1"))
    assert settings.data_dir == Path("/srv/shop")


@pytest.mark.parametrize(
    ("text", "named"),
    [("prot = 1", "prot"), ("port = 99999", "port"), ('log_format = "xml"', "log_format"), ("port", "TOML")],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "aislecast.toml"
    file.write_text(text)
    with pytest.raises(InvalidSettings, match=named):
        load_settings(file, {})


def test_other_variables_of_the_family_are_left_alone() -> None:
    """The command line and the tests have variables of their own, as AISLECAST_LOGIN."""
    assert load_settings(environment={"AISLECAST_LOGIN": "boss"}).port == load_settings(environment={}).port
