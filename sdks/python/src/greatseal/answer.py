"""What a completed session gives, and whether to believe any of it. Nothing here touches a network or reads a clock."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from .certificates import PersonCertificate, check_status, time
from .errors import attempt, require
from .messages import (
    KEY_LIST, RECEIPT, STATEMENT, Kind, Message, base64_decode, pin_of, public_key, sha256, strict_json, base64url_decode,
)  # fmt: skip

#: What a login signs stands behind these octets, so that no document can be taken for one.
AUTHENTICATION_PREFIX = b"mobile-signature-authentication-v1\0"
_OPENED = {"must_open": True}


@dataclass(frozen=True)
class Signature:
    """What a person signed, all of it verified, with its evidence: whoever has it can prove it to others."""

    values: tuple[bytes | None, ...]
    """ECDSA, DER, in the order of what was asked; none for a document that the person struck out."""
    person: PersonCertificate
    receipt: str
    statement: str
    ocsp: bytes
    completed_at: datetime
    session: str
    way: str | None = None
    """By which way the person came to a device link: `qr` or `same_device`."""
    verifier_sha256: str | None = None

    def check_callback(self, session: str, verifier: str) -> None:
        """Is the browser that comes to the callback the one which the phone led back? That it is the one that *asked*, its
        cookie has to say. Raises NotBelieved if it is not, or if the phone led nobody anywhere."""
        octets = attempt("callback", lambda: base64url_decode(verifier))
        is_it = len(octets) == 32 and session == self.session and sha256(octets) == self.verifier_sha256
        require(is_it, "callback", "the phone did not lead this browser back")

    @property
    def value(self) -> bytes:
        """The signature of a login or of one document; of several the first that was made."""
        return next(one for one in self.values if one is not None)

    @property
    def raw(self) -> bytes:
        """r and s side by side, 32 octets each, as JWS and XML have it."""
        r, s = decode_dss_signature(self.value)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass(frozen=True)
class Request:
    """A signed request: its octets are its name. Kept, it can be waited for after a crash."""

    compact: str
    person: PersonCertificate | None
    """Whom it asks; none where it asks whoever claims its link."""
    claims: dict[str, Any]

    @classmethod
    def read_link(cls, compact: str) -> Request:
        """A request that names nobody: a device link."""
        claims = attempt("answer-form", lambda: strict_json(base64url_decode(compact.split(".")[1])))
        is_link = isinstance(claims, dict) and isinstance(claims.get("link"), dict) and "certificate_id" not in claims
        require(is_link, "certificate", "the request is no device link")
        return cls(compact, None, claims)

    @classmethod
    def read(cls, compact: str, person: PersonCertificate) -> Request:
        """A request of one's own that was kept; `person` is whom it asks."""
        claims = attempt("answer-form", lambda: strict_json(base64url_decode(compact.split(".")[1])))
        is_its = isinstance(claims, dict) and claims.get("certificate_id") == person.id
        require(is_its, "certificate", "the request names another certificate")
        return cls(compact, person, claims)

    @property
    def sha256(self) -> str:
        """Its name in statement and receipt."""
        return sha256(self.compact.encode())

    def to_sign(self, stated: dict[str, Any]) -> dict[str, Any]:
        """What it asks to sign, in the words of this statement, which may want more to be opened."""
        claims = self.claims
        if "challenge" in claims:
            return {"type": "challenge", "algorithm": "ES256", "challenge": claims["challenge"]}
        said = stated["documents"] if isinstance(stated.get("documents"), list) else []
        documents = [_stated(one) for one in claims["documents"]]
        documents = [it | _OPENED if it | _OPENED in said[at : at + 1] else it for at, it in enumerate(documents)]
        return {"type": "documents", "algorithm": "ES256", "documents": documents}


def _stated(asked: dict[str, Any]) -> dict[str, Any]:
    if "digest" in asked:
        kind, digest = "digest", base64_decode(asked["digest"]["value"]).hex()
    else:
        kind, digest = "to_be_signed", sha256(base64_decode(asked["to_be_signed"]))
    members: dict[str, Any] = {name: asked[name] for name in ("document_name", "document_sha256") if name in asked}
    return {"type": kind, "sha256": digest, **members, **(_OPENED if asked.get("must_open") else {})}


class KeyList:
    """The keys of the service, in a list that the pinned statement key has signed."""

    def __init__(self, compact: str, pin: str) -> None:
        message = _message(KEY_LIST, compact, "key-list")
        names = ("statement_key", "receipt_key", "opening_key")
        keys = attempt("key-list", lambda: [public_key(message.body[name]) for name in names])
        require(len({pin_of(key) for key in keys}) == 3, "key-list", "one key has two uses")
        require(pin_of(keys[0]) == pin, "key-list", "its statement key is not the pinned one")
        require(message.verify(keys[0]), "key-list", "the pinned key did not sign it")
        self.statement_key, self.receipt_key, self.sha256 = keys[0], keys[1], message.sha256
        self.opening_key = keys[2]


def _message(kind: Kind, compact: str, check: str) -> Message:
    return attempt(check, lambda: Message.parse(kind, compact))


def key_list_named(result: dict[str, Any]) -> str:
    """The list of keys under which the statement of a result was made, as it says itself."""
    return str(_message(STATEMENT, _text(result, "statement"), "statement-form").body["key_list_sha256"])


def _text(result: Any, name: str) -> str:
    value = result.get(name) if isinstance(result, dict) else None
    require(isinstance(value, str), "answer-form", f"{name} is missing or no text")
    return str(value)


def _octets(result: dict[str, Any], name: str) -> bytes:
    return attempt("answer-form", lambda: base64_decode(_text(result, name)))


@dataclass(frozen=True)
class Expected:
    """What an answer must be about to be believed."""

    request: Request
    session: str
    code: str | None
    """The verification code that was shown beside the request, if the door gave one."""
    relying_party: x509.Certificate
    root: x509.Certificate
    keys: KeyList
    now: datetime

    def verify(self, result: dict[str, Any]) -> Signature:
        """Verifies everything; raises NotBelieved with the first check that fails."""
        return attempt("answer-form", lambda: self._verified(result))

    def _verified(self, result: dict[str, Any]) -> Signature:
        for name in ("certificate", "statement", "receipt"):
            _text(result, name)
        given_signatures = _signatures(result)
        # 1. It is the person who was asked, whose certificate leads to the root and is for this purpose.
        certificate, purpose = _octets(result, "certificate"), self.request.claims["purpose"]
        asked, given = self.request.person, sha256(certificate)
        person = asked or PersonCertificate.of_answer(certificate, result.get("chain"), purpose)
        require(given == person.id, "certificate", f"{given} answers, but {person.id} was asked")
        require(person.purpose == purpose, "purpose", "the request is for another")
        issuer = person.issuer(self.root, self.now)
        # 2. The statement says what was asked, for this session and in this relying party's name.
        statement = self._statement(result["statement"], person)
        # 3. The person's key signed what is stated, each in its place: for a login the statement itself.
        values = self._signatures(given_signatures, statement, person)
        # 4. The receipt confirms all of that.
        receipt = self._receipt(result["receipt"], statement, values, person)
        completed_at = attempt("receipt-form", lambda: time(receipt["completed_at"]))
        # 5. The certificate was good afterwards.
        require(result.get("ocsp") is not None, "status-missing", "the answer has no status of the certificate")
        ocsp = _octets(result, "ocsp")
        check_status(ocsp, person, issuer, completed_at, self.now)
        way, verifier = statement.body.get("link", {}).get("way"), receipt.get("verifier_sha256")
        kept = (result["receipt"], result["statement"], ocsp, completed_at)
        return Signature(values, person, *kept, self.session, way, verifier)

    def _statement(self, compact: str, person: PersonCertificate) -> Message:
        message, asked = _message(STATEMENT, compact, "statement-form"), self.request.claims
        says, party = message.body, message.body["relying_party"]
        lives = says["expires_at"] - says["issued_at"]
        require(1 <= lives <= 600, "statement-form", f"it lives for {lives} seconds")
        require(message.verify(self.keys.statement_key), "statement-signature", "the statement key did not sign it")
        require(says["session"] == self.session, "statement-session", "it is of another session")
        require(says["request_sha256"] == self.request.sha256, "statement-request", "it is about another request")
        own = sha256(self.relying_party.public_bytes(serialization.Encoding.DER))
        names_us = party["id"] == asked["iss"] and party["certificate_sha256"] == own
        require(names_us, "statement-relying-party", f"it names {party['id']}")
        display = {name: asked[name] for name in ("language", "text", "payment") if name in asked}
        for what, stated, wanted in (
            ("the door", says["door"], "native"),
            ("the purpose", says["purpose"], asked["purpose"]),
            ("the certificate", says["certificate_sha256"], person.id),
            ("what is signed", says["sign"], self.request.to_sign(says["sign"])),
            ("what the person reads", says["display"], display),
            ("the code's mode", says["code"]["mode"], "none" if "link" in asked else asked.get("code_mode", "compare")),
            ("the device link", says.get("link"), _stated_link(asked.get("link"), says.get("link"))),
        ):
            require(stated == wanted, "statement-content", f"{what} is another than in the request")
        require(says["expires_at"] <= asked["exp"], "statement-content", "it outlives the request")
        shown = says["code"].get("value")
        require(self.code in (None, shown), "code", f"the phone showed {shown}, and here {self.code} was shown")
        return message

    def _signatures(
        self, values: tuple[bytes | None, ...], statement: Message, person: PersonCertificate
    ) -> tuple[bytes | None, ...]:
        sign = statement.body["sign"]
        if sign["type"] == "challenge":
            digests = [hashlib.sha256(AUTHENTICATION_PREFIX + bytes.fromhex(statement.sha256)).digest()]
        else:
            digests = [bytes.fromhex(one["sha256"]) for one in sign["documents"]]
        is_each = len(values) == len(digests) and any(value is not None for value in values)
        require(is_each, "signature-count", f"there are {len(values)}, {len(digests)} were asked, at least one must be signed")
        key = person.certificate.public_key()
        is_p256 = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
        require(is_p256, "signature", "the person's key is not of P-256")
        assert isinstance(key, ec.EllipticCurvePublicKey)
        for value, digest in zip(values, digests):
            if value is not None:
                _verify(key, value, digest)
        return values

    def _receipt(
        self, compact: str, statement: Message, values: tuple[bytes | None, ...], person: PersonCertificate
    ) -> dict[str, Any]:
        message = _message(RECEIPT, compact, "receipt-form")
        says = message.body
        completed = says["state"] == "completed"
        signed = [value if value is None else sha256(value) for value in values]
        require(completed == ("signatures_sha256" in says), "receipt-form", "signatures stand there when completed only")
        require(message.verify(self.keys.receipt_key), "receipt-signature", "the receipt key did not sign it")
        for check, stated, wanted in (
            ("receipt-session", says["session"], self.session),
            ("receipt-relying-party", says["relying_party"], self.request.claims["iss"]),
            ("receipt-request", says["request_sha256"], self.request.sha256),
            ("receipt-statement", says["statement_sha256"], statement.sha256),
            ("receipt-certificate", says["certificate_sha256"], person.id),
            ("receipt-outcome", says.get("signatures_sha256"), signed),
        ):
            require(stated == wanted, check, f"it is {stated}, but {wanted} was expected")
        return says


def _stated_link(asked: dict[str, Any] | None, said: dict[str, Any] | None) -> dict[str, Any] | None:
    """What a statement has to say of this link, if the phone came by the way that it says."""
    if asked is None:
        return None
    way = said["way"] if said else None
    if way not in asked["ways"]:
        return {"way": asked["ways"][0]}
    return {"way": way} | ({"callback_sha256": sha256(asked["callback"].encode())} if way == "same_device" else {})


def _verify(key: ec.EllipticCurvePublicKey, value: bytes, digest: bytes) -> None:
    attempt("signature", lambda: key.verify(value, digest, ec.ECDSA(Prehashed(hashes.SHA256()))))


def _signatures(result: dict[str, Any]) -> tuple[bytes | None, ...]:
    """One for each that was asked, or none."""
    given = result.get("signatures")
    is_list = isinstance(given, list) and all(one is None or isinstance(one, str) for one in given)
    require(is_list, "answer-form", "signatures is missing or no list of texts")
    assert isinstance(given, list)
    return attempt("answer-form", lambda: tuple(one if one is None else base64_decode(one) for one in given))


def base64_of(octets: bytes) -> str:
    """Base64 with padding."""
    return base64.b64encode(octets).decode()
