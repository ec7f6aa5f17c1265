"""Who comes to the log and what each may: the one table that every Kafka is provisioned with."""

from __future__ import annotations

from pathlib import Path

from finsam_common.provisioning.accounts import SUBSCRIBERS, Account, accounts, topics_of
from finsam_common.provisioning.passwords import Passwords
from finsam_common.service import installed

PUBLIC = ("allocation.public", "followup.public", "registry.public", "reporting.public")


def test_the_table() -> None:
    assert accounts(installed()) == [
        Account("af", reads=PUBLIC),
        Account("allocation", writes=("allocation.public",), reads=("allocation.public", "registry.public")),
        Account("fk", reads=PUBLIC),
        Account(
            "followup",
            writes=("followup.public", "followup.restricted"),
            reads=("followup.public", "followup.restricted", "registry.public"),
        ),
        Account("registry", writes=("registry.public",), reads=("registry.public",)),
        Account(
            "reporting",
            writes=("reporting.public",),
            reads=("followup.public", "followup.restricted", "registry.public", "reporting.public"),
        ),
    ]


def test_a_service_reads_what_it_writes() -> None:
    """Its relay looks at the end of its own topics before it begins: without the right, a restart would be its last."""
    for account in accounts(installed()):
        assert set(account.writes) <= set(account.reads)


def test_every_topic_has_one_writer() -> None:
    writers = [topic for account in accounts(installed()) for topic in account.writes]
    assert sorted(writers) == [topic.name for topic in topics_of(installed())]


def test_subscribers_read_what_is_public_and_write_nothing() -> None:
    subscribers = [account for account in accounts(installed()) if account.name in SUBSCRIBERS]
    assert len(subscribers) == 2
    assert all(account.writes == () for account in subscribers)
    assert not any(topic.endswith(".restricted") for account in subscribers for topic in account.reads)


def test_no_account_s_groups_are_another_s() -> None:
    prefixes = [account.group_prefix for account in accounts(installed())]
    assert not any(one.startswith(other) for one in prefixes for other in prefixes if one is not other)


def test_passwords_are_drawn_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path / "secrets")
    drawn = passwords.of("fk")
    assert Passwords(tmp_path / "secrets").of("fk") == drawn != passwords.of("af")
    assert passwords.file("fk").stat().st_mode & 0o777 == 0o600


def test_a_password_that_is_mounted_is_used(tmp_path: Path) -> None:
    (tmp_path / "fk.password").write_text("given\n")
    assert Passwords(tmp_path).of("fk") == "given"
