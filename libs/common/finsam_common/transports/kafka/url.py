"""Where a Kafka is and who comes: what its URL says."""

from __future__ import annotations

import random
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import parse_qsl, unquote, urlsplit

REQUEST_MS: Final = 10_000
"""A broker that is silent for so long is asked no more; longer than a group takes to share its partitions."""
METADATA_MS: Final = 10_000
"""So often it is asked who leads: a leader that is cut off from the others goes on as if nothing had happened."""
EXAMPLE: Final = "kafka://user@host:port,host:port?ca-file=/path/ca.pem&password-file=/path/password"


@dataclass(frozen=True)
class KafkaUrl:
    """``kafka://[user@]host:port,…?ca-file=…`` and, for a user, ``password-file=…`` (SASL_SSL, SCRAM-SHA-512).

    Without a user ``certificate-file=…`` (a private key and its certificate, PEM) says who comes. Secrets stand in
    files, never in the URL: what is mounted as a secret is read when a connection is prepared.
    """

    servers: tuple[str, ...]
    user: str | None
    ca_file: Path
    secret_file: Path

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read a URL. ValueError when it is none of these."""
        parts = urlsplit(url)
        user, _, servers = parts.netloc.rpartition("@")
        files = dict(parse_qsl(parts.query, strict_parsing=True) if parts.query else ())
        secret = "password-file" if user else "certificate-file"
        if parts.scheme != "kafka" or not servers or ":" in user or files.keys() != {"ca-file", secret}:
            raise ValueError(f"Kafka's URL is {EXAMPLE}")
        names = tuple(servers.split(","))
        return cls(names, unquote(user) or None, Path(files["ca-file"]), Path(files[secret]))

    def for_aiokafka(self) -> dict[str, Any]:
        """What aiokafka's clients take. OSError when a file cannot be read."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        options: dict[str, Any] = {
            "bootstrap_servers": random.sample(self.servers, len(self.servers)),  # the first may be silent each time
            "ssl_context": context,
            "request_timeout_ms": REQUEST_MS,
            "metadata_max_age_ms": METADATA_MS,
        }
        if self.user is None:
            context.load_cert_chain(self.secret_file)
            return options | {"security_protocol": "SSL"}
        return options | {
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.user,
            "sasl_plain_password": self._password(),
        }

    def for_librdkafka(self) -> dict[str, str]:
        """What librdkafka's clients take. OSError when a file cannot be read."""
        options = {"bootstrap.servers": ",".join(self.servers), "ssl.ca.location": str(self.ca_file)}
        if self.user is None:
            file = str(self.secret_file)
            return options | {
                "security.protocol": "SSL",
                "ssl.certificate.location": file,
                "ssl.key.location": file,
            }
        return options | {
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": self.user,
            "sasl.password": self._password(),
        }

    def _password(self) -> str:
        return self.secret_file.read_text("utf-8").strip()
