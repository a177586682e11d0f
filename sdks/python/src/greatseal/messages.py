"""Signed messages: compact JWS (RFC 7515) with ES256 alone, in their one form (docs/protocol/phone.md, section 2)."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: The order of P-256 (SEC 2, section 2.4.2).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

Shape = Callable[[Any], bool]


class Malformed(ValueError):
    """A message is not in its one form."""


def base64_decode(text: str) -> bytes:
    """Base64 with padding (RFC 4648, section 4), in its one form."""
    octets = base64.b64decode(text, validate=True)
    if base64.b64encode(octets).decode() != text:
        raise Malformed("base64 in another form")
    return octets


def base64url(octets: bytes) -> str:
    """Base64url without padding (RFC 7515, appendix C)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def base64url_decode(text: str) -> bytes:
    """Base64url in its one form."""
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url(octets) != text:
        raise Malformed("base64url in another form")
    return octets


def sha256(octets: bytes) -> str:
    """SHA-256 in hexadecimal: the name of messages and certificates."""
    return hashlib.sha256(octets).hexdigest()


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in members}) != len(members):
        raise Malformed("a member stands twice")
    return dict(members)


def _no_constant(text: str) -> Any:
    raise Malformed(f"{text} is no JSON")


def strict_json(octets: bytes) -> Any:
    """JSON with one reading: no member twice, anywhere."""
    return json.loads(octets.decode(), object_pairs_hook=_once, parse_constant=_no_constant)


def pattern(expression: str) -> Shape:
    """A text that matches as a whole."""
    return lambda value: isinstance(value, str) and re.fullmatch(expression, value) is not None


def one_of(*values: object) -> Shape:
    """One of these values, of the same type."""
    return lambda value: any(type(value) is type(known) and value == known for known in values)


def record(**members: Shape) -> Shape:
    """An object with these members and no other; a name that ends with `_` may be missing."""
    known = {name.rstrip("_"): shape for name, shape in members.items()}
    needed = {name for name in members if not name.endswith("_")}

    def fits(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and needed <= value.keys() <= known.keys()
            and all(known[name](member) for name, member in value.items())
        )

    return fits


HASH, ID, PARTY = pattern("[0-9a-f]{64}"), pattern("[0-9a-f]{32}"), pattern("[a-z0-9._-]{1,64}")
TEXT: Shape = lambda value: isinstance(value, str)  # noqa: E731
TIME: Shape = lambda value: type(value) is int  # noqa: E731
LIST: Shape = lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value)  # noqa: E731
HASHES: Shape = lambda value: isinstance(value, list) and 1 <= len(value) <= 50 and all(  # noqa: E731
    one is None or HASH(one) for one in value
)
KEY = record(kty=one_of("EC"), crv=one_of("P-256"), x=TEXT, y=TEXT)
PURPOSE = one_of("authentication", "signature")


@dataclass(frozen=True)
class Kind:
    """A kind of message: its `typ`, its limit in octets, its payload."""

    typ: str
    limit: int
    payload: Shape


_DIGITS = pattern("[0-9]{4}")
#: The code of a statement, by its mode.
CODES = (
    record(mode=one_of("none")),
    record(mode=one_of("compare"), value=_DIGITS),
    record(mode=one_of("choose"), value=_DIGITS, decoys=lambda value: LIST(value) and len(value) == 2 and all(map(_DIGITS, value))),
)

LINK = record(way=one_of("qr", "same_device"), callback_sha256_=HASH)


def _link_fits(says: Any) -> bool:
    """A link is of a signed request without a code, and has a callback on the same device alone."""
    link = says.get("link") if isinstance(says, dict) else None
    if link is None:
        return True
    is_back = ("callback_sha256" in link) == (link["way"] == "same_device")
    return bool(says["door"] == "native" and says["code"]["mode"] == "none" and is_back)


_STATEMENT = record(
    v=one_of(1), aud=one_of("phone"), session=ID, device=ID, purpose=PURPOSE,
    relying_party=record(id=PARTY, name=TEXT, country=TEXT, domain=TEXT, certificate_sha256=HASH),
    door=one_of("native", "mobile_id"), request_sha256=HASH, sign=lambda value: isinstance(value, dict),
    certificate_sha256=HASH, display=record(language_=TEXT, text_=TEXT, payment_=record(amount=TEXT, currency=TEXT, payee=TEXT)),
    code=lambda value: any(form(value) for form in CODES),
    link_=LINK, key_list_sha256=HASH, nonce=ID, issued_at=TIME, expires_at=TIME,
)  # fmt: skip
STATEMENT = Kind("sign-statement+jwt", 65_536, lambda value: _STATEMENT(value) and _link_fits(value))
RECEIPT = Kind("sign-receipt+jwt", 8_192, record(
    v=one_of(1), aud=one_of("relying-party"), session=ID, relying_party=PARTY, request_sha256=HASH, statement_sha256=HASH,
    certificate_sha256=HASH, signatures_sha256_=HASHES, verifier_sha256_=HASH, state=one_of("completed", "refused"), completed_at=TIME,
))  # fmt: skip
KEY_LIST = Kind("sign-key-list+jwt", 65_536, record(
    v=one_of(1), aud=one_of("phone"), number=TIME, country=TEXT, statement_key=KEY, next_statement_key_=KEY, opening_key=KEY,
    receipt_key=KEY, relying_party_issuers=LIST, person_issuers_=LIST, issued_at=TIME,
))  # fmt: skip


@dataclass(frozen=True)
class Message:
    """A message in its form. Its signature is verified by `verify` alone."""

    compact: str
    body: dict[str, Any]
    sha256: str

    @classmethod
    def parse(cls, kind: Kind, compact: str) -> Message:
        """Reads a message of this kind. Raises ValueError for anything else, or any other form of it."""
        if len(compact) > kind.limit:
            raise Malformed("too long")
        parts = compact.split(".")
        if len(parts) != 3:
            raise Malformed("not three parts")
        head, body, signature = (base64url_decode(part) for part in parts)
        if strict_json(head) != {"alg": "ES256", "typ": kind.typ}:
            raise Malformed(f"a header of another kind than {kind.typ}")
        # The other value of s would give the same message another hash.
        if len(signature) != 64 or int.from_bytes(signature[32:], "big") > ORDER // 2:
            raise Malformed("a signature in another form")
        payload = strict_json(body)
        if not kind.payload(payload):
            raise Malformed("a payload of another form")
        return cls(compact, payload, sha256(compact.encode()))

    def verify(self, key: ec.EllipticCurvePublicKey) -> bool:
        """Did this key sign it?"""
        signed, _, signature = self.compact.rpartition(".")
        raw = base64url_decode(signature)
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        try:
            key.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def public_key(jwk: dict[str, str]) -> ec.EllipticCurvePublicKey:
    """A P-256 key (RFC 7518, section 6.2). Raises ValueError for a point that is not on the curve."""
    x, y = (int.from_bytes(base64url_decode(jwk[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def pin_of(key: ec.EllipticCurvePublicKey) -> str:
    """SHA-256 of the key's SubjectPublicKeyInfo."""
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return sha256(key.public_bytes(serialization.Encoding.DER, info))


def sign(key: ec.EllipticCurvePrivateKey, typ: str, x5c: list[str], payload: dict[str, Any]) -> str:
    """Writes a message and signs it: ES256, r and s side by side (RFC 7518, section 3.4)."""
    parts = [{"alg": "ES256", "typ": typ, "x5c": x5c}, payload]
    signed = ".".join(base64url(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def encrypt(key: ec.EllipticCurvePublicKey, typ: str, payload: dict[str, Any]) -> str:
    """A compact JWE (RFC 7516), ECDH-ES (RFC 7518, section 4.6) and A256GCM, for the holder of this key."""
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_numbers()
    x, y = (base64url(number.to_bytes(32, "big")) for number in (point.x, point.y))
    epk = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
    head = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": typ, "epk": epk}
    protected = base64url(json.dumps(head, separators=(",", ":")).encode())
    # Concat KDF (RFC 7518, section 4.6.2): one round gives 256 bits; apu and apv are empty.
    parts = [b"A256GCM", b"", b""]
    about = b"".join(len(part).to_bytes(4, "big") + part for part in parts) + (256).to_bytes(4, "big")
    derived = hashlib.sha256((1).to_bytes(4, "big") + own.exchange(ec.ECDH(), key) + about).digest()
    nonce = os.urandom(12)
    whole = AESGCM(derived).encrypt(nonce, json.dumps(payload, separators=(",", ":")).encode(), protected.encode())
    return ".".join([protected, "", base64url(nonce), base64url(whole[:-16]), base64url(whole[-16:])])
