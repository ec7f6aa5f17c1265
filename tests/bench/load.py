"""Connections that post one registration after another and remember what each was answered.

One thread over plain sockets: it takes less of a core than what it measures, and every answer can be checked.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector
from typing import Final

from httptools import HttpResponseParser

CONNECTIONS: Final = 32
CREATED: Final = 201
REPEAT: Final = 503
RECEIVED_BYTES: Final = 65536
PATIENCE_SECONDS: Final = 30.0


class RefusedError(Exception):
    """A request was not answered with 201, nor asked to be repeated; the message says how."""


@dataclass(frozen=True)
class Request:
    """One request as it goes out, and the name that its row will have."""

    name: str
    content: bytes


@dataclass
class Answered:
    """What was answered: names of rows, how long each took, and how many of them in the measured time.

    ``repeated`` counts the requests that the service, overloaded, asked to repeat.
    """

    seconds: float
    names: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    in_time: int = 0
    repeated: int = 0

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.in_time / self.seconds


def post(ports: Sequence[int], requests: Sequence[Iterator[Request]], seconds: float) -> Answered:
    """Keep a connection busy for each of ``requests``, spread over ``ports``; what is open at the end is waited for.

    A request that is answered 503 is sent again with its key, and waits on. Raises RefusedError at any other answer
    that is not 201.
    """
    return post_while(ports, requests, _until(time.perf_counter() + seconds))


def post_while(ports: Sequence[int], requests: Sequence[Iterator[Request]], going: Callable[[], bool]) -> Answered:
    """As ``post``, for as long as ``going`` says."""
    with ExitStack() as stack:
        selector = stack.enter_context(DefaultSelector())
        for number, each in enumerate(requests):
            connection = stack.enter_context(_Connection(ports[number % len(ports)], each))
            selector.register(connection.socket, EVENT_READ, connection)
        return _drive(selector, going)


def _drive(selector: DefaultSelector, going: Callable[[], bool]) -> Answered:
    begun = time.perf_counter()
    answered = Answered(0.0)
    for key in selector.get_map().values():
        key.data.ask()
    open_ = len(selector.get_map())
    while open_:
        ready = selector.select(PATIENCE_SECONDS)
        if not ready:
            raise RefusedError(f"{open_} requests had no answer in {PATIENCE_SECONDS:.0f} s")
        for key, _ in ready:
            if not key.data.hear(answered):
                continue
            if going():
                key.data.ask()
            else:
                open_ -= 1
                if not answered.seconds:
                    answered.seconds, answered.in_time = time.perf_counter() - begun, len(answered.names)
    return answered


def _until(moment: float) -> Callable[[], bool]:
    return lambda: time.perf_counter() < moment


class _Connection:
    """One request at a time."""

    def __init__(self, port: int, requests: Iterator[Request]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._whole = False
        self._body = b""
        self._parser = HttpResponseParser(self)

    def __enter__(self) -> _Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def ask(self) -> None:
        """Send the next request."""
        self._request = next(self._requests)
        self._sent = time.perf_counter()
        self._send()

    def hear(self, answered: Answered) -> bool:
        """Take in what has come; whether the answer is whole."""
        data = self.socket.recv(RECEIVED_BYTES)
        if not data:
            raise RefusedError("the connection was closed before the answer")
        self._parser.feed_data(data)
        if not self._whole:
            return False
        status = self._parser.get_status_code()
        if status == REPEAT:
            answered.repeated += 1
            self._send()
            return False
        if status != CREATED:
            raise RefusedError(f"{status} {self._body.decode(errors='replace')}")
        answered.names.append(self._request.name)
        answered.waited.append(time.perf_counter() - self._sent)
        return True

    def _send(self) -> None:
        self._whole, self._body = False, b""
        self.socket.sendall(self._request.content)

    def on_body(self, body: bytes) -> None:
        """Called by the parser."""
        self._body += body

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self._whole = True
