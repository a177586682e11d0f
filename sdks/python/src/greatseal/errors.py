"""Why something could not be asked, or why an answer is not believed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
#: The longest text of an error, in characters.
_LONGEST = 1_000


class Error(Exception):
    """All errors of this package. What a service says in them is one line, and cannot steer a terminal."""

    def __init__(self, text: str) -> None:
        super().__init__("".join(one if one.isprintable() else ascii(one)[1:-1] for one in text[:_LONGEST]))


class CredentialsError(Error):
    """The folder of the relying party is not whole, or is open to others."""


class Unreachable(Error):
    """Nobody answers, or the answer broke off. A request that was sent may have begun a session: send it again."""


class Refused(Error):
    """The service refused (RFC 9457). Decide by `slug`, never by text; `/problems/<slug>` of the country explains it."""

    def __init__(self, status: int, slug: str, title: str, detail: str, retry_after: int | None) -> None:
        super().__init__(f"{title or 'no reason given'}. {detail} ({status}, {slug})")
        self.status = status
        self.slug = slug
        self.retry_after = retry_after


class Ended(Error):
    """The session ended without a signature: `refused`, `expired`, `cancelled` or `failed`."""

    def __init__(self, state: str, slug: str | None, retry_after: int | None) -> None:
        super().__init__(f"the session has ended: {state}" + (f" ({slug})" if slug else ""))
        self.state = state
        self.slug = slug
        self.retry_after = retry_after


class NotBelieved(Error):
    """What the service answered is not believed; `check` names what failed, as tests/vectors/relying-party.json does."""

    def __init__(self, check: str, why: str) -> None:
        super().__init__(f"what the service answered is not believed ({check}): {why}")
        self.check = check


def attempt(check: str, read: Callable[[], T]) -> T:
    """What `read` gives; whatever it raises is a failed check: libraries raise much, and a forger chooses what."""
    try:
        return read()
    except NotBelieved:
        raise
    except Exception as error:
        raise NotBelieved(check, f"{type(error).__name__}: {error}") from error


def require(holds: bool, check: str, why: str) -> None:
    """Refuses an answer unless `holds`."""
    if not holds:
        raise NotBelieved(check, why)


def slug_of(problem: Any) -> str | None:
    """The last part of a problem's type, if it is one."""
    kind = problem.get("type") if isinstance(problem, dict) else None
    found = re.fullmatch("/problems/([a-z0-9-]{1,64})", kind) if isinstance(kind, str) else None
    return found[1] if found else None


def instant_of(body: dict[str, Any]) -> int | None:
    """From when on the same may be asked again, if the service says so."""
    seconds = body.get("retry_after")
    return seconds if type(seconds) is int else None
