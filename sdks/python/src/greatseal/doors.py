"""Calls to the doors of a country: whoever answers there, a call ends in time, takes little room, and fails as one of our errors."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from contextvars import ContextVar
from time import monotonic
from typing import Any

import httpcore

from . import messages
from .errors import Error, NotBelieved, Refused, Unreachable, attempt, instant_of, slug_of

#: The largest answer that is read, in octets.
LARGEST_ANSWER = 4 * 1024 * 1024
#: How long a connection may take to be there, in seconds.
_CONNECT = 5
#: When the call of this thread is over: limits of single reads would let a door answer one octet at a time, for ever.
_END: ContextVar[float] = ContextVar("_END")


def _left() -> float:
    left = _END.get() - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole call takes too long")
    return left


class _Stream(httpcore.NetworkStream):
    """A connection in which each step has as long as is left of the call."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left()))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Network(httpcore.NetworkBackend):
    """Connections whose time is that of the call."""

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        inner = httpcore.SyncBackend()
        return _Stream(inner.connect_tcp(host, port, min(_CONNECT, _left()), local_address, socket_options))


class Doors:
    """Keeps connections for several threads at once: no redirect, no proxy. `tls` says whom to trust, and shows who calls."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=_Network(), max_connections=100)

    def octets(self, method: str, url: str, seconds: float, kind: str | None = None, content: str | None = None) -> bytes:
        """The octets of a successful answer, which is there within so many seconds."""
        # Nothing is unpacked: a little of what is packed can be more than there is room for.
        headers: list[tuple[bytes | str, bytes | str]] = [("accept-encoding", "identity")]
        headers += [("content-type", kind)] if kind else []
        sent, body = None if content is None else content.encode(), bytearray()
        before = _END.set(monotonic() + seconds)
        try:
            timeouts = {"timeout": {"pool": seconds}}
            with self._pool.stream(method, url, headers=headers, content=sent, extensions=timeouts) as answer:
                if any(name.lower() == b"content-encoding" for name, _ in answer.headers):
                    raise Unreachable(f"{url} answered in an encoding that nobody asked for")
                for chunk in answer.iter_stream():
                    body += chunk
                    if len(body) > LARGEST_ANSWER:
                        raise Unreachable(f"{url} answered more than {LARGEST_ANSWER} octets")
        except Error:
            raise
        except Exception as error:
            # Addresses come from a door, too: what is raised for one that cannot be called is of many kinds.
            raise Unreachable(f"{url}: {type(error).__name__} {error}") from error
        finally:
            _END.reset(before)
        if answer.status // 100 != 2:
            raise _refusal(answer.status, bytes(body))
        return bytes(body)

    def json(self, method: str, url: str, seconds: float, kind: str | None = None, content: str | None = None) -> dict[str, Any]:
        """The object that a door answers."""
        octets = self.octets(method, url, seconds, kind, content)
        body = attempt("answer-form", lambda: messages.strict_json(octets))
        if not isinstance(body, dict):
            raise NotBelieved("answer-form", f"{url} answered no object")
        return body


def _refusal(status: int, body: bytes) -> Refused:
    try:
        problem = messages.strict_json(body)
    except Exception:  # Whatever answers here speaks no problems.
        problem = None
    said = problem if isinstance(problem, dict) else {}
    title, detail = (text if isinstance(text := said.get(name), str) else "" for name in ("title", "detail"))
    return Refused(status, slug_of(said) or "", title, detail, instant_of(said))
