"""The client of an e-service: look up, ask, wait, and believe only what was verified."""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from . import messages
from .answer import Expected, KeyList, Request, Signature, base64_of, key_list_named
from .certificates import TOLERANCE, PersonCertificate
from .doors import Doors
from .errors import CredentialsError, Ended, NotBelieved, instant_of, require, slug_of

#: How long a request may be redeemed, in seconds.
REQUEST_LIFETIME = 300
#: How long one long poll lasts, in seconds, and how long its answer may then take.
POLL, GRACE = 30, 30
#: The pause between two polls that come back without news, in seconds.
PAUSE = 1.0
#: The states in which a session is open, in their order, and those in which it has ended in vain.
OPEN, ENDED = ("requested", "stated", "shown", "answered"), ("refused", "expired", "cancelled", "failed")

Purpose = Literal["authentication", "signature"]
Way = Literal["qr", "same_device"]
OnCode = Callable[[str], object]


@dataclass(frozen=True)
class Digest:
    """A SHA-256 digest of something that only the sender knows, as the phone says, unless the document has a location."""

    sha256: bytes
    name: str | None = None
    location: tuple[str, int] | None = None
    must_open: bool = False


@dataclass(frozen=True)
class Document:
    """The to-be-signed bytes of a PDF or another container: CMS signed attributes (RFC 5652, section 5.3), DER SET OF."""

    to_be_signed: bytes
    sha256: bytes
    name: str
    location: tuple[str, int] | None = None
    """An address at your registered domain, and the length in octets of what is there: the phone can read it."""
    must_open: bool = False


@dataclass(frozen=True)
class Text:
    """A text that the person reads in full and signs as it is shown."""

    text: str
    name: str | None = None
    location: None = None
    must_open: bool = False


@dataclass(frozen=True)
class Login:
    """A challenge of this login alone."""

    challenge: bytes


Signable = Digest | Document | Text
#: A login, or one document or up to 50, which the person signs with one PIN, and may strike some of out.
Content = Login | Signable | Sequence[Signable]


@dataclass(frozen=True)
class Link:
    """A device link that was started. Its secret makes the codes: it stays with you, and goes to no browser."""

    session: Session
    secret: bytes
    step: int
    told_at: float

    def line(self, way: Way, now: float | None = None) -> str:
        """What a code on a screen holds at this moment, or where a link on the phone leads: to be made anew each second."""
        now = time.time() if now is None else now
        step = self.step + max(0, int(now - self.told_at))
        message = b"greatseal device link v1\0" + way.encode() + b"\0" + bytes.fromhex(self.session.id)
        code = hmac.digest(self.secret, message + step.to_bytes(8, "big", signed=True), "sha256")
        return f"sign-link:1:{self.session.id}:{way}:{step}:{messages.base64url(code)}"

    def address(self, way: Way, phone_app: str) -> str:
        """The same as an address, which opens the phone that the country has as a page (`country["phone_app"]`)."""
        return f"{phone_app.rstrip('/')}/#{self.line(way)}"


@dataclass(frozen=True)
class Session:
    """An open session. `code` is compared by the person with the one on the phone, as soon as there is one."""

    id: str
    state: str
    code: str | None
    request: Request


class Credentials:
    """The folder that registration gave: certificate.pem, key.pem (mode 0600), chain.pem, statement-key.sha256."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        at = Path(folder)
        try:
            if (at / "key.pem").stat().st_mode & 0o077:
                raise CredentialsError(f"{at / 'key.pem'} can be read by others: run chmod 600")
            key = serialization.load_pem_private_key((at / "key.pem").read_bytes(), None)
            self.certificate = x509.load_pem_x509_certificate((at / "certificate.pem").read_bytes())
            self.chain = x509.load_pem_x509_certificates((at / "chain.pem").read_bytes())
            self.statement_key_pin = (at / "statement-key.sha256").read_text().strip()
            roots = [one for one in self.chain if one.subject == one.issuer]
            if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != self.certificate.public_key():
                raise CredentialsError(f"{at / 'key.pem'} is not the key of certificate.pem")
            self.key, self.root = key, roots[0]
            self.id = str(self.certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)[0].value)
            # It trusts the country's root alone, and shows this certificate.
            root = self.root.public_bytes(serialization.Encoding.PEM).decode()
            self.tls = ssl.create_default_context(cadata=root)
            self.tls.load_cert_chain(at / "certificate.pem", at / "key.pem")
        except (OSError, TypeError, ValueError, IndexError) as error:
            raise CredentialsError(f"{at} is not the folder of a relying party: {error}") from error

    def x5c(self) -> list[str]:
        """The certificate and its issuers, without the root."""
        above = [one for one in self.chain if one != self.root]
        return [base64_of(one.public_bytes(serialization.Encoding.DER)) for one in (self.certificate, *above)]


class RelyingParty:
    """A relying party of a country. Its methods may be called from several threads at once."""

    def __init__(self, folder: str | os.PathLike[str], country: str) -> None:
        """`folder` is what registration gave, `country` the base address of the country, such as its landing page."""
        self.credentials = Credentials(folder)
        self._own, self._plain = Doors(self.credentials.tls), Doors()
        self.country: dict[str, Any] = self._plain.json("GET", country.rstrip("/") + "/.well-known/greatseal", GRACE)
        for name, form in (("relying_party_api", "https:"), ("key_list", "https?:"), ("time_stamp", "https?:")):
            is_address = re.match(form, address) if isinstance(address := self.country.get(name), str) else None
            require(is_address is not None, "answer-form", f"the country has no address {name}")
        self._keys: KeyList | None = None

    def look_up(self, country: str, code: str, purpose: Purpose) -> PersonCertificate:
        """The person's newest certificate for `purpose`, by the code in the register of `country` (ISO 3166-1 alpha-2)."""
        asked = json.dumps({"country": country, "code": code})
        found = self._ask("POST", "/v1/persons/lookup", "application/json", asked).get("certificates")
        entries = found if isinstance(found, list) else []
        entry = next((one for one in entries if isinstance(one, dict) and one.get("purpose") == purpose), None)
        if entry is None:
            raise NotBelieved("purpose", f"the person has no certificate for {purpose}")
        return PersonCertificate.of(entry, country, code, self.credentials.root, _now())

    def request(self, person: PersonCertificate, content: Content, text: str, language: str = "en", **more: Any) -> Request:
        """Writes a request and signs it; nothing is sent. The person reads `text`, at most 200 characters; `more` are other
        members: `payment={"amount": "1250.00", "currency": "EUR", "payee": "City Registry"}`, `code_mode="choose"`."""
        about = {"jti": secrets.token_hex(16), "certificate_id": person.id, "purpose": person.purpose}
        return Request.read(self._signed(about, content, text, language, more), person)

    def _signed(self, about: dict[str, Any], content: Content, text: str, language: str, more: dict[str, Any]) -> str:
        now = int(_now().timestamp())
        claims: dict[str, Any] = {
            "aud": "mobile-signature", "iss": self.credentials.id, "iat": now, "exp": now + REQUEST_LIFETIME, **about,
            "text": text, "language": language, **more,
        }  # fmt: skip
        if isinstance(content, Login):
            claims["challenge"] = base64_of(content.challenge)
        else:
            documents = [content] if isinstance(content, Digest | Document | Text) else content
            claims["documents"] = [_asked(one) for one in documents]
        credentials = self.credentials
        return messages.sign(credentials.key, "sign-request+jwt", credentials.x5c(), claims)

    def start(self, person: PersonCertificate, content: Content, text: str, language: str = "en", **more: Any) -> Session:
        """Asks a person's phone. Show `code` of the session, and then `wait`."""
        return self.send(self.request(person, content, text, language, **more))

    def start_link(
        self, content: Content, text: str, language: str = "en", *, qr: bool = True, callback: str | None = None, **more: Any
    ) -> Link:
        """Asks whoever claims the link with a phone: a code on a screen (`qr`), a link on the phone itself that leads back to
        `callback`, an https address at your registered domain, or both."""
        pinned = self.credentials.statement_key_pin
        compact = self._plain.octets("GET", self.country["key_list"], GRACE).decode("ascii", "replace").strip()
        secret, jti = secrets.token_bytes(32), secrets.token_hex(16)
        told = {"iss": self.credentials.id, "jti": jti, "secret": base64_of(secret)}
        encrypted = messages.encrypt(KeyList(compact, pinned).opening_key, "sign-link-secret+jwe", told)
        ways = [way for way, is_let in (("qr", qr), ("same_device", callback is not None)) if is_let]
        link = {"ways": ways, "secret": encrypted} | ({"callback": callback} if callback else {})
        purpose = "authentication" if isinstance(content, Login) else "signature"
        about = {"jti": jti, "link": link, "purpose": purpose}
        request = Request.read_link(self._signed(about, content, text, language, more))
        session, body = self._send(request)
        step = body.get("step")
        require(type(step) is int and -60 <= step <= 600, "answer-form", "the service does not say which step of the link it is")
        return Link(session, secret, int(str(step)), time.time())

    def send(self, request: Request) -> Session:
        """Sends a signed request; the same octets again are the same session."""
        return self._send(request)[0]

    def _send(self, request: Request) -> tuple[Session, dict[str, Any]]:
        body = self._ask("POST", "/v1/sessions", "application/jose", request.compact)
        session = body.get("session")
        # It becomes a part of addresses.
        is_id = isinstance(session, str) and re.fullmatch("[0-9a-f]{32}", session) is not None
        require(is_id, "answer-form", "the session has no id")
        return Session(str(session), _state(body), _code(body), request), body

    def wait(self, session: Session, on_code: OnCode | None = None) -> Signature:
        """Waits for the end of a session and verifies everything. `on_code` hears the code as soon as there is one."""
        state, code, path = session.state, session.code, f"/v1/sessions/{session.id}"
        # Clocks of two parties may differ.
        end = session.request.claims["exp"] + TOLERANCE.total_seconds()
        if code and on_code:
            on_code(code)
        while True:
            body = self._ask("GET", f"{path}?wait={POLL}&known={state}", seconds=POLL + GRACE)
            before, state = state, _state(body)
            # The first code counts: whoever shows another one later has shown a wrong one before.
            if code is None and (code := _code(body)) and on_code:
                on_code(code)
            if state == "completed":
                return self._accept(session, code, self._with_status(body.get("result"), path))
            if state not in OPEN:
                raise Ended(state, slug_of(body.get("problem")), instant_of(body))
            if _now().timestamp() >= end:
                raise Ended("expired", None, None)
            # A door that has no news waits itself; one that does not is not asked without a pause.
            if before in OPEN and OPEN.index(state) <= OPEN.index(before):
                time.sleep(PAUSE)

    def cancel(self, session: Session) -> None:
        """Takes a request back."""
        self._ask("DELETE", f"/v1/sessions/{session.id}")

    def login(self, country: str, code: str, text: str, on_code: OnCode) -> Signature:
        """Logs a person in: look up, a fresh challenge, the code for `on_code`, wait, verify."""
        person = self.look_up(country, code, "authentication")
        return self.wait(self.start(person, Login(secrets.token_bytes(32)), text), on_code)

    def sign(self, person: PersonCertificate, content: Content, text: str, on_code: OnCode) -> Signature:
        """Has a person sign: the code for `on_code`, wait, verify."""
        return self.wait(self.start(person, content, text), on_code)

    def _with_status(self, result: Any, path: str) -> dict[str, Any]:
        """The service leaves the status out where it did not have it within a second; it asks again each time."""
        for _ in range(3):
            if not isinstance(result, dict) or result.get("ocsp") is not None:
                break
            result = self._ask("GET", path).get("result")
        if not isinstance(result, dict):
            raise NotBelieved("answer-form", "the session is completed, and has no result")
        return result

    def keys(self, named: str) -> KeyList:
        """The service's keys, by the pinned one; the list is fetched anew when a statement was made under another."""
        if self._keys is None or self._keys.sha256 != named:
            compact = self._plain.octets("GET", self.country["key_list"], GRACE).decode("ascii", "replace").strip()
            self._keys = KeyList(compact, self.credentials.statement_key_pin)
        return self._keys

    def _accept(self, session: Session, code: str | None, result: dict[str, Any]) -> Signature:
        own, keys = self.credentials, self.keys(key_list_named(result))
        return Expected(session.request, session.id, code, own.certificate, own.root, keys, _now()).verify(result)

    def _ask(
        self, method: str, path: str, kind: str | None = None, content: str | None = None, seconds: float = GRACE
    ) -> dict[str, Any]:
        return self._own.json(method, self.country["relying_party_api"] + path, seconds, kind, content)


def _asked(document: Signable) -> dict[str, Any]:
    match document:
        case Digest():
            asked: dict[str, Any] = {"digest": {"algorithm": "sha256", "value": base64_of(document.sha256)}}
        case Text():
            asked = {"to_be_signed": base64_of(document.text.encode())}
        case Document():
            asked = {"to_be_signed": base64_of(document.to_be_signed), "document_sha256": document.sha256.hex()}
    asked |= {"document_name": document.name} if document.name else {}
    asked |= {"location": dict(zip(("url", "size"), document.location))} if document.location else {}
    return asked | ({"must_open": True} if document.must_open else {})


def _state(body: dict[str, Any]) -> str:
    state = body.get("state")
    require(state in (*OPEN, *ENDED, "completed"), "answer-form", "the session has no state")
    return str(state)


def _code(body: dict[str, Any]) -> str | None:
    """Four digits, which are shown as they are."""
    code = body.get("code")
    fits = code is None or isinstance(code, str) and re.fullmatch("[0-9]{4}", code) is not None
    require(fits, "answer-form", "the code is no four digits")
    return code


def _now() -> datetime:
    return datetime.now(timezone.utc)
