"""Certificates for one machine: an authority of its own, servers on loopback, and clients by name."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_DAYS: Final = 365


class Authority:
    """Signs certificates in a folder; what is there already is used again.

    ``ca.pem`` is what others trust; ``<name>.pem`` holds a private key (PKCS 8) and its certificate. All of it is
    readable by its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (folder / "authority.pem").exists():
            self._make_authority()
        both = (folder / "authority.pem").read_bytes()
        self._key = serialization.load_pem_private_key(both, None)
        self._certificate = x509.load_pem_x509_certificate(both)

    @property
    def trusted(self) -> Path:
        """The authority's certificate."""
        return self._folder / "ca.pem"

    def server(self, name: str) -> Path:
        """Key and certificate of a server on loopback."""
        return self._issued(name, ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)

    def client(self, name: str) -> Path:
        """Key and certificate of a client; its common name is ``name``."""
        return self._issued(name, ExtendedKeyUsageOID.CLIENT_AUTH)

    def _issued(self, name: str, *usages: x509.ObjectIdentifier) -> Path:
        path = self._folder / f"{name}.pem"
        if not path.exists():
            key = ec.generate_private_key(ec.SECP256R1())
            alternatives: list[x509.GeneralName] = [
                x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
                x509.DNSName("localhost"),
                x509.DNSName(name),
            ]
            certificate = (
                _begun(name, self._certificate.subject, key)
                .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
                .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
                .sign(self._key, hashes.SHA256())  # type: ignore[arg-type]
            )
            _write(path, _pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def _make_authority(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = "Finsam local cluster"
        certificate = (
            _begun(name, _named(name), key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        public = certificate.public_bytes(serialization.Encoding.PEM)
        _write(self._folder / "ca.pem", public)
        _write(self._folder / "authority.pem", _pem(key) + public)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=VALID_DAYS))
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """For its owner alone, from the first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
