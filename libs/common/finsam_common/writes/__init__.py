"""The write path: every registration and decision goes through ``submit``."""

from finsam_common.writes.entries import Accepted, Answer, Batch, Command, Entry, IdempotencyKey
from finsam_common.writes.handlers import Handlers
from finsam_common.writes.ledger import Ledger, Registration, Stored, registration_id, represent
from finsam_common.writes.register import Register
from finsam_common.writes.writer import Writer

__all__ = [
    "Accepted",
    "Answer",
    "Batch",
    "Command",
    "Entry",
    "Handlers",
    "IdempotencyKey",
    "Ledger",
    "Register",
    "Registration",
    "Stored",
    "Writer",
    "registration_id",
    "represent",
]
