"""The vectors that every client passes: what is good is believed, and each forgery is refused by its check."""

import copy
import json
import os
from pathlib import Path

import pytest
from cryptography import x509

from greatseal import Expected, KeyList, NotBelieved, PersonCertificate, Request, Signature
from greatseal.certificates import time
from greatseal.messages import base64_decode

AT = os.environ.get("GREATSEAL_VECTORS", Path(__file__).parents[3] / "tests/vectors/relying-party.json")
VECTORS = json.loads(Path(AT).read_text())


def judged(case: dict) -> Signature:
    root, party = (x509.load_der_x509_certificate(base64_decode(case[name])) for name in ("root", "relying_party"))
    now = time(case["now"])
    if "person" in case:
        person = PersonCertificate.of(case["person"], case["asked"]["country"], case["asked"]["code"], root, now)
        request = Request.read(case["request"], person)
    else:
        request = Request.read_link(case["request"])
    keys = KeyList(case["key_list"], case["statement_key_pin"])
    signature = Expected(request, case["session"], case.get("code"), party, root, keys, now).verify(case["result"])
    if "back" in case:
        signature.check_callback(case["back"]["session"], case["back"]["verifier"])
    return signature


def changed(vector: dict) -> dict:
    case = copy.deepcopy(VECTORS["good"][vector["of"]])
    for pointer, value in vector["change"].items():
        *above, name = pointer.split("/")[1:]
        place = case
        for step in above:
            place = place[step]
        if value is None:
            place.pop(name, None)
        else:
            place[name] = value
    return case


@pytest.mark.parametrize("name", VECTORS["good"])
def test_good(name: str) -> None:
    signature = judged(VECTORS["good"][name])
    assert len(signature.raw) == 64


@pytest.mark.parametrize("name", VECTORS["good"])
def test_no_character_of_an_answer_can_be_changed(name: str) -> None:
    # Each thirteenth: all of them take half a minute.
    good = VECTORS["good"][name]["result"]
    signed = [(good["signatures"], at) for at, one in enumerate(good["signatures"]) if one is not None]
    for within, member in [(good, "certificate"), (good, "statement"), (good, "receipt"), *signed]:
        whole = within[member]
        for place in range(len(name) % 3, len(whole), 13):
            case = copy.deepcopy(VECTORS["good"][name])
            changed_in = case["result"] if within is good else case["result"]["signatures"]
            changed_in[member] = whole[:place] + ("B" if whole[place] == "A" else "A") + whole[place + 1 :]
            with pytest.raises(NotBelieved):
                judged(case)


@pytest.mark.parametrize("vector", VECTORS["harmless"], ids=lambda vector: vector["name"])
def test_harmless(vector: dict) -> None:
    judged(changed(vector))


@pytest.mark.parametrize("vector", VECTORS["forged"], ids=lambda vector: vector["name"])
def test_forged(vector: dict) -> None:
    with pytest.raises(NotBelieved) as refusal:
        judged(changed(vector))
    assert refusal.value.check == vector["refused"], str(refusal.value)
