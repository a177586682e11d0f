"""What a verifier must be told to judge the signed documents of others: whom to trust, and when.

usage: anchors.py FOLDER

The authorities of strangers are trusted as far as their own document shows them: every certificate in it that signed
itself, else the last one of the signer's chain. So a verifier gets as far as it can, and what it refuses it refuses for
the document's sake. The moment is a day after the latest time that the document states. FOLDER/anchors.jsonl gets one
line for each file of the kind `signed`, FOLDER/roots the certificates in PEM.
"""

import datetime
import json
import logging
import re
import sys
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from ledger import Ledger

DATE = re.compile(rb"D:(\d{14})")
UTC = datetime.timezone.utc


def certificates(path: Path) -> list[x509.Certificate]:
    found = []
    with path.open("rb") as file:
        reader = PdfFileReader(file, strict=False)
        for signature in reader.embedded_signatures:
            data = signature.signed_data
            found += [each.chosen for each in data["certificates"] if each.name == "certificate"]
            for attribute in signature.signer_info["unsigned_attrs"]:
                if attribute["type"].native == "signature_time_stamp_token":
                    token = attribute["values"][0]["content"]["certificates"]
                    found += [each.chosen for each in token if each.name == "certificate"]
        try:
            found += list(DocumentSecurityStore.read_dss(reader).load_certs())
        except Exception:  # Most have no store, and some a broken one.
            pass
    return found


def anchors(found: list[x509.Certificate]) -> list[x509.Certificate]:
    own = [each for each in found if each.subject == each.issuer]
    subjects = {each.subject.dump() for each in found}
    return own or [each for each in found if each.issuer.dump() not in subjects]


def moment(octets: bytes) -> str:
    times = []
    for digits in DATE.findall(octets):
        try:
            times.append(datetime.datetime.strptime(digits.decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC))
        except ValueError:
            continue
    now = datetime.datetime.now(UTC).replace(microsecond=0)
    latest = max((time for time in times if time < now), default=now)
    # Dates may be in any zone.
    return min(latest + datetime.timedelta(days=1), now).strftime("%Y-%m-%dT%H:%M:%SZ")


def look(corpora: Path, entry: dict) -> dict:
    path = corpora / "files" / entry["file"]
    try:
        trusted = anchors(certificates(path))
    except Exception:  # A document that no one can read has no certificates either.
        trusted = []
    roots = corpora / "roots" / f"{entry['sha256'][:16]}.pem"
    encoded = {pem.armor("CERTIFICATE", each.dump()) for each in trusted}
    roots.write_bytes(b"".join(sorted(encoded)))
    return {"file": entry["file"], "sha256": entry["sha256"], "roots": str(roots), "at": moment(path.read_bytes())}


def main(folder: str) -> None:
    logging.disable(logging.CRITICAL)
    corpora = Path(folder).resolve()
    (corpora / "roots").mkdir(exist_ok=True)
    entries = [json.loads(line) for line in (corpora / "kinds.jsonl").read_text().splitlines()]
    signed = {entry["sha256"]: entry for entry in entries if entry["kind"] == "signed"}
    known = Ledger(corpora / "anchors.jsonl", lambda entry: entry["sha256"])
    known.add_all(look(corpora, entry) for digest, entry in signed.items() if digest not in known)


main(*sys.argv[1:])
