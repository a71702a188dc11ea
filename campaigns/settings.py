"""Settings of the service: from a TOML file and the environment (`AISLECAST_*`), read once and passed in."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from campaigns.errors import CampaignError

PREFIX = "AISLECAST_"


class InvalidSettings(CampaignError):
    """A setting is unknown or has an impossible value; nothing was started."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


def _listed(value: object) -> object:
    """Environment variables hold lists with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def default_data_dir(environment: Mapping[str, str]) -> Path:
    """Where data are kept when nobody says: the XDG base directory specification's place for user data."""
    base = environment.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "aislecast"


class Settings(BaseModel):
    """How one process of the service runs. Frozen; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path
    database_url: str = ""
    """An SQLAlchemy URL; empty: an SQLite file in `data_dir`."""
    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=0, le=65535)
    trusted_proxies: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    """Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed; none by default."""
    console_dir: Path = Path(__file__).parent / "console_dist"
    registrations_per_minute: int = Field(default=120, ge=1)
    """Of one address: a shop's Wi-Fi brings all its shoppers from one."""
    log_in_failures: int = Field(default=10, ge=1)
    """Wrong passwords of one address in five minutes; a login has five times that."""
    shutdown_grace_s: int = Field(default=10, ge=0)
    """How long open requests and streams may go on after SIGTERM."""
    log_format: Literal["json", "console"] = "json"

    @property
    def database(self) -> str:
        """The URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'aislecast.sqlite3'}"


def load_settings(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings: defaults, then the file, then the environment.

    Raises
    ------
    InvalidSettings
        The file cannot be read, a name is unknown, or a value is impossible.
    """
    values: dict[str, Any] = {"data_dir": default_data_dir(environment)}
    if file is not None:
        values |= _read_toml(file)
    values |= {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() in Settings.model_fields
    }
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(part) for part in fault["loc"])
        raise InvalidSettings(str(file) if file else "settings", f"{name}: {fault['msg']}") from error


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InvalidSettings(str(file), error.strerror or "cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSettings(str(file), f"no TOML: {error}") from error
