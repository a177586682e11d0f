"""Against a country that runs, with phones that answer: scripts/sdks sets it up and says where."""

import hashlib
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from greatseal import CredentialsError, Digest, Ended, NotBelieved, Refused, RelyingParty, Unreachable

if "GREATSEAL_COUNTRY" not in os.environ:
    pytest.skip("there is no country: scripts/sdks sets one up", allow_module_level=True)

FOLDER, COUNTRY = os.environ["GREATSEAL_FOLDER"], os.environ["GREATSEAL_COUNTRY"]
SIGNER, REFUSER = os.environ["GREATSEAL_SIGNER"], os.environ.get("GREATSEAL_REFUSER")


@pytest.fixture(scope="module")
def service() -> RelyingParty:
    return RelyingParty(FOLDER, COUNTRY)


def test_a_person_logs_in_and_signs_a_digest(service: RelyingParty) -> None:
    codes: list[str] = []
    login = service.login("MU", SIGNER, "Log in", codes.append)
    assert login.person.code == f"PNOMU-{SIGNER}"
    person = service.look_up("MU", SIGNER, "signature")
    signature = service.sign(person, Digest(hashlib.sha256(b"a deed").digest()), "Please sign the deed", codes.append)
    key = person.certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signature.value, b"a deed", ec.ECDSA(hashes.SHA256()))
    assert [len(code) for code in codes] == [4, 4]


@pytest.mark.skipif(REFUSER is None, reason="nobody is here to refuse")
def test_a_person_refuses(service: RelyingParty) -> None:
    assert REFUSER is not None
    with pytest.raises(Ended) as ended:
        service.login("MU", REFUSER, "Log in", lambda code: None)
    assert ended.value.state == "refused"


def test_what_cannot_be_asked_says_why(service: RelyingParty, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        service.look_up("MU", "T0101900000099", "signature")
    assert refused.value.slug == "person-unknown"
    with pytest.raises(Unreachable):
        RelyingParty(FOLDER, "http://127.0.0.1:1")
    with pytest.raises(CredentialsError):
        RelyingParty(tmp_path, COUNTRY)


def test_the_keys_of_another_country_are_not_believed(service: RelyingParty) -> None:
    stranger = RelyingParty(FOLDER, COUNTRY)
    stranger.credentials.statement_key_pin = "0" * 64
    with pytest.raises(NotBelieved) as refusal:
        stranger.keys("0" * 64)
    assert refusal.value.check == "key-list"
