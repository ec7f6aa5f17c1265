"""Where webhooks may lead: in production only out, to hosts that are named; elsewhere this machine can be tried."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from finsam_common.webhooks.reach import Reach
from finsam_common.webhooks.sending import MAX_ANSWER_BYTES, Sender
from tests.common.webhooks.receiver import Endpoint, listening

PRODUCTION = Reach(("mottagare.example", "*.fk.example"), production=True)
ELSEWHERE = Reach((), production=False)


@pytest.mark.parametrize(
    "url",
    ["https://mottagare.example/", "https://mottagare.example:8443/a?b=c", "https://hooks.fk.example"],
)
def test_named_hosts_are_reached_in_production(url: str) -> None:
    assert PRODUCTION.target(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://mottagare.example/",
        "https://elsewhere.example/",
        "https://fk.example/",
        "https://evilfk.example/",
        "https://mottagare.example.evil.example/",
        "https://mottagare.example@evil.example/",
        "https://evil.example#@mottagare.example/",
        "https://evil.example\\@mottagare.example/",
        "https://mottagare.example\t.evil.example/",
        "https://mottagare.example:0/",
        "https://mottagare.example:99999/",
        "https://mottagare.example./",
        "https://MOTTAGARE.example/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "//mottagare.example/",
        "",
    ],
)
def test_nothing_else_is_reached_in_production(url: str) -> None:
    assert PRODUCTION.target(url) is None


def test_production_without_named_hosts_reaches_nobody() -> None:
    assert Reach((), production=True).target("https://mottagare.example/") is None


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::a00:1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2002:7f00:1::",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_no_special_address_is_reached_in_production(address: str) -> None:
    assert not PRODUCTION.reaches(address)
    assert ELSEWHERE.reaches(address) == (address in ("127.0.0.1", "127.255.0.1", "::1"))


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:400f::1"])
def test_public_addresses_are_reached(address: str) -> None:
    assert PRODUCTION.reaches(address)


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "017700000001"])
async def test_a_name_that_leads_inside_is_not_connected_to_in_production(endpoint: Endpoint, host: str) -> None:
    """What counts is the address that the name turns out to have, in whatever notation."""
    sender = Sender(Reach((host,), production=True), 5)
    assert (await sender.send(f"https://{host}:{endpoint.port}/", b"{}", {})).result == "not-allowed"
    await sender.close()
    assert endpoint.received == []


async def test_redirects_are_not_followed(endpoint: Endpoint) -> None:
    endpoint.answers = [f"HTTP/1.1 307 Go\r\nLocation: {endpoint.url}/2\r\nContent-Length: 0\r\n\r\n".encode()]
    sender = Sender(ELSEWHERE, 5)
    taken = await sender.send(endpoint.url, b"{}", {})
    await sender.close()
    assert (taken.result, taken.status) == ("refused", 307)
    assert len(endpoint.received) == 1


async def test_an_endless_answer_is_not_read_to_its_end(endpoint: Endpoint) -> None:
    endpoint.answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * (2 * MAX_ANSWER_BYTES)]
    sender = Sender(ELSEWHERE, 30)
    assert (await sender.send(endpoint.url, b"{}", {})).delivered
    await sender.close()


async def test_nobody_there_is_unreachable(endpoint: Endpoint) -> None:
    sender = Sender(ELSEWHERE, 5)
    assert (await sender.send("http://localhost:1/", b"{}", {})).result == "unreachable"
    assert (await sender.send("http://no-such-host.invalid/", b"{}", {})).result == "unreachable"
    await sender.close()


async def test_a_certificate_must_be_the_hosts_and_of_a_trusted_authority(tmp_path: Path) -> None:
    certificate = _certificate(tmp_path, "localhost")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    async with listening(tls) as endpoint:
        strangers, friends = Sender(ELSEWHERE, 5), Sender(ELSEWHERE, 5, ssl.create_default_context(cafile=certificate))
        assert (await strangers.send(endpoint.url, b"{}", {})).result == "unreachable"
        assert (await friends.send(endpoint.url, b"{}", {})).delivered
        by_address = endpoint.url.replace("localhost", "127.0.0.1")
        assert (await friends.send(by_address, b"{}", {})).result == "unreachable"
        await strangers.close()
        await friends.close()
    assert len(endpoint.received) == 1
    assert endpoint.received[0].headers["host"] == f"localhost:{endpoint.port}"


def _certificate(folder: Path, host: str) -> str:
    """A certificate that is its own authority, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)
