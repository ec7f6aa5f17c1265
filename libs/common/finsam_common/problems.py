"""Refusals as named facts, rendered once as RFC 9457 problem details."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar, Final

from pydantic.alias_generators import to_camel
from pydantic_core import to_jsonable_python

TYPE_BASE: Final = "urn:finsam:problem:"
MEDIA_TYPE: Final = "application/problem+json"


class Problem(Exception):
    """A refusal with an HTTP status and a code that never changes.

    A subclass says ``class FederationNameTaken(Problem, status=409, code="federation-name-taken")`` and its
    docstring's first line is the title. Extensions are JSON values (dates, UUIDs and code lists too) and stand in the
    rendered problem under their camelCase names.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "unexpected"
    title: ClassVar[str] = "Something unexpected happened."

    def __init_subclass__(cls, *, status: int | None = None, code: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.status = cls.status if status is None else status
        cls.code = cls.code if code is None else code
        if "__doc__" in cls.__dict__ and cls.__doc__:
            cls.title = inspect.cleandoc(cls.__doc__).splitlines()[0]

    def __init__(
        self,
        detail: str | None = None,
        *,
        pointer: str | None = None,
        retry_after: int | None = None,
        **extensions: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.pointer = pointer
        self.retry_after = retry_after
        self.extensions = extensions

    @property
    def headers(self) -> dict[str, str]:
        """The response headers that belong to the problem."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}

    def render(self, instance: str) -> dict[str, Any]:
        """The problem as JSON values; ``instance`` is the path of the request (RFC 9457, 3.1.5)."""
        extensions = {"pointer": self.pointer, "retryAfter": self.retry_after} | {
            to_camel(name): value for name, value in self.extensions.items()
        }
        present = {name: to_jsonable_python(value) for name, value in extensions.items() if value is not None}
        return {
            "type": TYPE_BASE + self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            **present,
        }


class BadRequest(Problem, status=400, code="bad-request"):
    """The request cannot be understood."""


class KeyMissing(Problem, status=400, code="idempotency-key-missing"):
    """The request registers something and needs an Idempotency-Key."""


class Unauthenticated(Problem, status=401, code="unauthenticated"):
    """The request carries no valid token."""

    @property
    def headers(self) -> dict[str, str]:
        """The challenge that RFC 6750 asks for; an ``error`` only when a token was there."""
        error = self.extensions.get("error")
        return super().headers | {"WWW-Authenticate": f'Bearer error="{error}"' if error else "Bearer"}


class Forbidden(Problem, status=403, code="forbidden"):
    """The token does not give the right to do this."""

    @property
    def headers(self) -> dict[str, str]:
        """The challenge of RFC 6750 that names the scope that is missing."""
        scope = self.extensions.get("scope")
        challenge = 'Bearer error="insufficient_scope"' + (f', scope="{scope}"' if scope else "")
        return super().headers | {"WWW-Authenticate": challenge}


class NotYours(Problem, status=403, code="not-your-federation"):
    """The row belongs to another federation."""


class NotFound(Problem, status=404, code="not-found"):
    """There is nothing here."""


class MethodNotAllowed(Problem, status=405, code="method-not-allowed"):
    """The resource does not answer this method."""


class NotAcceptable(Problem, status=406, code="not-acceptable"):
    """None of the media types that the request accepts can be answered."""


class ContentDiffers(Problem, status=409, code="external-id-has-other-content"):
    """Another content is registered under this external id."""


class KeyChanged(Problem, status=409, code="key-field-changed"):
    """A field that never changes would change; void the registration and register anew."""


class KeyInUse(Problem, status=409, code="idempotency-key-in-use"):
    """An equal request with this Idempotency-Key is still under way."""


class StaleVersion(Problem, status=409, code="if-version-stale"):
    """The row corrects a version that is no longer the current one."""


class PreconditionFailed(Problem, status=412, code="precondition-failed"):
    """The resource has changed since the version that If-Match names."""


class TooLarge(Problem, status=413, code="too-large"):
    """The body is larger than this service takes."""


class UnsupportedMediaType(Problem, status=415, code="unsupported-media-type"):
    """The body is of a media type that this resource does not read."""


class Invalid(Problem, status=422, code="invalid"):
    """The request is not well formed.

    ``errors`` lists what is wrong as ``{pointer, code, detail}``, never with the value.
    """


class KeyReused(Problem, status=422, code="idempotency-key-reused"):
    """The Idempotency-Key was used for another request."""


class PreconditionRequired(Problem, status=428, code="precondition-required"):
    """The update needs If-Match with the ETag that it builds on."""


class Unexpected(Problem, status=500, code="unexpected"):
    """Something unexpected happened, and nothing was changed."""


class Unavailable(Problem, status=503, code="unavailable"):
    """The service cannot answer now; repeat the request with the same Idempotency-Key."""

    def __init__(self, detail: str | None = None, *, retry_after: int | None = 1, **extensions: Any) -> None:
        super().__init__(detail, retry_after=retry_after, **extensions)
