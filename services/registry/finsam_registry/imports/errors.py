"""What can be refused about a list."""

from __future__ import annotations

from finsam_common.problems import Problem


class NeedsConfirmation(Problem, status=409, code="import-needs-confirmation"):
    """Some printed names match no code. Confirm each in the request; nothing was imported.

    ``unmatched`` lists them with the lines they stand on and the names that they resemble.
    """


class ListContradictsItself(Problem, status=409, code="list-contradicts-itself"):
    """The list places one municipality in two federations. Nothing was imported."""


class ConfirmationUnknown(Problem, status=409, code="confirmation-unknown"):
    """A confirmation names a municipality or a federation that does not exist."""
