"""What a deployment decides, read from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Environment = Literal["development", "production", "test"]
MIB = 2**20


class Settings(BaseSettings):
    """Settings of one process; each field is an environment variable of the same name.

    URLs choose the backends: ``{data}`` in them is the data folder (absolute) and ``{service}`` the service's name.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    environment: Environment = "development"
    data_dir: Path = Field(default=Path("var"), validate_default=True)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str | None = Field(default=None, description="Scheme and host that links begin with, behind a gateway")
    database_url: str = "sqlite+aiosqlite:///{data}/{service}.db"
    bus_url: str = "local://{data}/log.db"
    max_body_bytes: int = Field(default=MIB, ge=1)
    max_bulk_bytes: int = Field(default=256 * MIB, ge=1)
    max_line_bytes: int = Field(default=64 * 2**10, ge=1)
    bulk_chunk_rows: int = Field(default=1000, ge=1, le=10_000)
    idempotency_days: int = Field(default=30, ge=1)
    clock_skew_seconds: float = Field(default=1.0, ge=0)
    issuers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="OIDC issuers, separated by spaces; none: the development issuer"
    )
    audience: str = "finsam"
    sealing_keys_file: Path | None = Field(
        default=None, description="Keys that webhooks' secrets are kept under, one a line: the first seals, any opens"
    )
    feed_wait_seconds: float = Field(
        default=8.0, ge=0, description="Longest wait of a poll: below shutdown_seconds and the gateway's time-out"
    )
    webhook_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts that webhooks may lead to, separated by spaces; *.example.se: its subdomains;"
        " none: any host, in production no host",
    )
    webhook_timeout_seconds: float = Field(default=10.0, gt=0, description="For the whole of one delivery")
    webhook_first_retry_seconds: float = Field(default=5.0, ge=0, description="Doubles with every failure in a row")
    webhook_longest_retry_seconds: float = Field(default=3600.0, ge=0)
    webhook_disable_hours: float = Field(default=72.0, ge=0, description="How long a webhook may fail without a break")
    webhook_overlap_hours: float = Field(default=24.0, ge=0, description="How long a replaced secret still signs")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    shutdown_seconds: int = Field(default=10, ge=0, description="How long open requests may take when it stops")

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @field_validator("issuers", "webhook_hosts", mode="before")
    @classmethod
    def _words(cls, value: Any) -> Any:
        return tuple(value.split()) if isinstance(value, str) else value

    @property
    def production(self) -> bool:
        """Whether this is the real thing: no development issuer, logs as JSON."""
        return self.environment == "production"

    def database_url_of(self, service: str) -> str:
        """The URL of one service's database."""
        return self._filled(self.database_url, service)

    @property
    def log_url(self) -> str:
        """The URL of the event log, ``bus_url`` with its data folder filled in."""
        return self._filled(self.bus_url, "")

    def _filled(self, url: str, service: str) -> str:
        return url.replace("{data}", str(self.data_dir)).replace("{service}", service)
