"""Certificates of persons: what they are for, where they lead (RFC 5280, section 6), and whether they are good (RFC 6960)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from .errors import attempt, require
from .messages import HASH, LIST, PURPOSE, TEXT, base64_decode, sha256

#: How far clocks of two parties may differ.
TOLERANCE = timedelta(seconds=60)
#: The most certificates in a path; those of a country have three.
LONGEST_PATH = 8
#: The most signatures that are checked in search of a path: authorities that certify each other have more paths than time.
MOST_CHECKS = 64
_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_CRITICAL = {
    ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME, ExtensionOID.CERTIFICATE_POLICIES,
}  # fmt: skip


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _extension(certificate: x509.Certificate, kind: Any) -> Any:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def time(seconds: int) -> datetime:
    """An instant of a message."""
    return datetime.fromtimestamp(seconds, timezone.utc)


@dataclass(frozen=True)
class PersonCertificate:
    """A certificate of a person: it is of whom the look-up asked for, leads to the country's root and is for its purpose."""

    id: str
    purpose: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @classmethod
    def of(cls, found: Any, country: str, code: str, root: x509.Certificate, at: datetime) -> PersonCertificate:
        """Believes an entry of a look-up for this code in the register of `country` once everything in it is verified."""
        return attempt("answer-form", lambda: cls._of(found, country, code, root, at))

    @classmethod
    def _of(cls, found: Any, country: str, code: str, root: x509.Certificate, at: datetime) -> PersonCertificate:
        members = {"certificate_id": HASH, "purpose": PURPOSE, "certificate": TEXT, "chain": LIST}
        fits = isinstance(found, dict) and all(name in found and shape(found[name]) for name, shape in members.items())
        require(fits, "answer-form", "an entry of the look-up lacks a member, or has one of another form")
        certificate, *chain = (
            attempt("certificate-form", lambda: _read(text)) for text in (found["certificate"], *found["chain"])
        )
        person = cls(found["certificate_id"], found["purpose"], certificate, tuple(chain))
        # Whoever has taken the service over has genuine certificates of others at hand. With two letters of a country there
        # is one reading of a number (EN 319 412-1, section 5.1.3).
        numbers = [one.value for one in certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
        is_asked = len(country) == 2 and numbers == [f"PNO{country}-{code}"]
        require(is_asked, "person", "the certificate is of another person than was asked for")
        require(person.id == sha256(_der(certificate)), "certificate-id", "the look-up calls it by another hash")
        person.issuer(root, at)
        return person

    @classmethod
    def of_answer(cls, certificate: bytes, chain: Any, purpose: str) -> PersonCertificate:
        """Whoever claimed a device link, whose certificate comes with the answer. Where it leads is not checked yet."""
        require(LIST(chain), "answer-form", "chain is missing or no list of texts")
        own, *above = (
            attempt("certificate-form", lambda: _read(text)) for text in (base64.b64encode(certificate).decode(), *chain)
        )
        numbers = [str(one.value) for one in own.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
        is_person = len(numbers) == 1 and re.fullmatch("PNO[A-Z]{2}-.+", numbers[0]) is not None
        require(is_person, "person", "the certificate of the answer is no person's")
        return cls(sha256(_der(own)), purpose, own, tuple(above))

    def issuer(self, root: x509.Certificate, at: datetime) -> x509.Certificate:
        """The issuer, on a path to the root in which everything holds at this time."""
        usage = _extension(self.certificate, x509.KeyUsage)
        # Each purpose has a key of its own (EN 319 412-2, NAT-4.3.2: types A and C).
        bits = (usage.digital_signature, usage.content_commitment) if usage else (False, False)
        require(bits == (self.purpose == "authentication", self.purpose == "signature"), "purpose", "it is for another")
        path = attempt("chain", lambda: _path([self.certificate], self.chain, root, at, iter(range(MOST_CHECKS))))
        require(path is not None and len(path) > 1, "chain", "the certificate does not lead to the country's root")
        assert path is not None
        return path[1]

    @property
    def name(self) -> str:
        """Given name and surname."""
        return f"{self._attribute(NameOID.GIVEN_NAME)} {self._attribute(NameOID.SURNAME)}"

    @property
    def code(self) -> str:
        """The person's identifier, such as `PNOMU-T0101900000017` (EN 319 412-1, section 5.1.3)."""
        return self._attribute(NameOID.SERIAL_NUMBER)

    def _attribute(self, oid: x509.ObjectIdentifier) -> str:
        return str(next((one.value for one in self.certificate.subject.get_attributes_for_oid(oid)), ""))


def _read(text: str) -> x509.Certificate:
    certificate = x509.load_der_x509_certificate(base64_decode(text))
    # Extensions and key are read late: one that cannot be read is found here.
    _ = certificate.extensions, certificate.public_key()
    return certificate


def _path(
    path: list[x509.Certificate], intermediates: tuple[x509.Certificate, ...], root: x509.Certificate, at: datetime,
    checks: Iterator[int],
) -> list[x509.Certificate] | None:  # fmt: skip
    if not _holds(path[-1], at) or len(path) >= LONGEST_PATH:
        return None
    for issuer in (root, *intermediates):
        if issuer in path or not _issued(path, issuer, checks):
            continue
        longer = [*path, issuer]
        found = longer if issuer == root and _holds(root, at) else _path(longer, intermediates, root, at, checks)
        if found:
            return found
    return None


def _holds(certificate: x509.Certificate, at: datetime) -> bool:
    in_time = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    return in_time and all(not one.critical or one.oid in _CRITICAL for one in certificate.extensions)


def _issued(path: list[x509.Certificate], issuer: x509.Certificate, checks: Iterator[int]) -> bool:
    constraints, usage = _extension(issuer, x509.BasicConstraints), _extension(issuer, x509.KeyUsage)
    if not (constraints and constraints.ca and usage and usage.key_cert_sign):
        return False
    below = sum(1 for one in path[1:] if one.subject != one.issuer)
    if constraints.path_length is not None and below > constraints.path_length:
        return False
    if path[-1].issuer != issuer.subject:
        return False
    next(checks)  # It raises when there are none left.
    return _signed_by(path[-1], issuer)


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    is_known = isinstance(certificate.signature_hash_algorithm, _HASHES) or isinstance(
        issuer.public_key(), ed25519.Ed25519PublicKey
    )
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return is_known


def check_status(
    der: bytes, person: PersonCertificate, issuer: x509.Certificate, completed_at: datetime, now: datetime
) -> None:
    """Was the certificate good, by an answer of its issuer that was made when the session had ended?"""
    answer, singles = attempt("status-form", lambda: _read_ocsp(der))
    signed = attempt("status-signer", lambda: _signer_is_delegated(answer, issuer, now))
    require(signed, "status-signer", "nobody signed it who may speak for the issuer")
    single = attempt(
        "status-certificate",
        lambda: next((one for one in singles if _names(one, person.certificate, issuer)), None),
    )
    require(single is not None, "status-certificate", "it speaks of another certificate")
    assert single is not None
    require(single.certificate_status == ocsp.OCSPCertStatus.GOOD, "status-good", str(single.certificate_status.name))
    made, until = single.this_update_utc, single.next_update_utc or single.this_update_utc
    is_of_now = made + TOLERANCE >= completed_at and made <= now + TOLERANCE and now <= until + TOLERANCE
    require(is_of_now, "status-time", f"it speaks of {made}, the session ended at {completed_at} and it is {now}")


def _read_ocsp(der: bytes) -> tuple[ocsp.OCSPResponse, list[ocsp.OCSPSingleResponse]]:
    answer = ocsp.load_der_ocsp_response(der)
    if answer.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise ValueError(f"the responder answers {answer.response_status.name}")
    if any(one.critical for one in answer.extensions):
        raise ValueError("a critical extension")
    return answer, list(answer.responses)


def _signer_is_delegated(answer: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime) -> bool:
    signer = next((one for one in (issuer, *answer.certificates) if _is_responder(answer, one)), None)
    if signer is None:
        return False
    if signer != issuer:
        # RFC 6960, section 4.2.2.2: issued by this issuer directly, for this purpose, and nobody has to ask about it in turn.
        purposes = _extension(signer, x509.ExtendedKeyUsage) or []
        may = ExtendedKeyUsageOID.OCSP_SIGNING in purposes and _extension(signer, x509.OCSPNoCheck)
        if not (may and _holds(signer, now) and _signed_by(signer, issuer)):
            return False
    return _verifies(signer.public_key(), answer)


def _key_hash(key: Any, name: str) -> bytes:
    """Hash of the key's bits, without tag, length and unused bits (RFC 6960, section 4.1.1)."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    else:
        form = (serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    return hashlib.new(name, key.public_bytes(*form)).digest()


def _is_responder(answer: ocsp.OCSPResponse, candidate: x509.Certificate) -> bool:
    if answer.responder_name is not None:
        return candidate.subject == answer.responder_name
    return _key_hash(candidate.public_key(), "sha1") == answer.responder_key_hash


def _verifies(key: Any, answer: ocsp.OCSPResponse) -> bool:
    algorithm, signed = answer.signature_hash_algorithm, answer.tbs_response_bytes
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(algorithm, _HASHES):
            key.verify(answer.signature, signed, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey) and isinstance(algorithm, _HASHES):
            key.verify(answer.signature, signed, padding.PKCS1v15(), algorithm)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _names(single: Any, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    name = single.hash_algorithm.name
    name_hash = hashlib.new(name, issuer.subject.public_bytes()).digest()
    fits = name_hash == single.issuer_name_hash and _key_hash(issuer.public_key(), name) == single.issuer_key_hash
    return fits and single.serial_number == certificate.serial_number and certificate.issuer == issuer.subject
