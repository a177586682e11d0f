"""Adds to the signed documents of the battery what pyHanko, a program that knows nothing of Great Seal, adds in good faith: evidence
to the store, a time-stamp over the document, both. Great Seal must pass them.

usage: additions.py FOLDER GREATSEAL ROOT.pem MOMENT

Each addition becomes a line of edits.tsv with Great Seal's verdict, so that judge.py looks at it as at every other edit.
"""

import datetime
import hashlib
import io
import logging
import pathlib
import subprocess
import sys

from asn1crypto import algos, cms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

logging.disable(logging.CRITICAL)


class Unit(DummyTimeStamper):
    """The tests' time-stamping unit: its key is made from its label (tests/country/src/world.rs). pyHanko's own
    unit for tests signs with RSA alone."""

    def _sign_tst_info(self, tst_info_data, md_algorithm, dt):
        seed = hashlib.sha256(b"greatseal test key: time-stamping unit").digest()
        key = ec.derive_private_key(int.from_bytes(seed, "big"), ec.SECP256R1())
        attributes = cms.CMSAttributes([
            simple_cms_attribute("content_type", "tst_info"),
            simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)),
            simple_cms_attribute("message_digest", hashlib.sha256(tst_info_data).digest()),
        ])
        return key.sign(attributes.dump(), ec.ECDSA(SHA256())), attributes

    def _build_signed_data(self, tst_info_data, md_algorithm, signature, signed_attrs):
        data = super()._build_signed_data(tst_info_data, md_algorithm, signature, signed_attrs)
        data["signer_infos"][0]["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        return data


def signature_of(pdf):
    return PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0]


def unit_certificate(pdf):
    """As the signature's own time-stamp carries it."""
    for attribute in signature_of(pdf).signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]["certificates"][0].chosen
    raise ValueError("the signature has no time-stamp")


def with_evidence(pdf, root):
    stream = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(stream, signature_of(pdf).pkcs7_content, certs=[root], ocsps=[], crls=[])
    return stream.getvalue()


def with_evidence_of_nobody(pdf, root):
    stream = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(stream, None, certs=[root], ocsps=[], crls=[])
    return stream.getvalue()


def with_stamp(pdf, moment):
    stamper = PdfTimeStamper(Unit(unit_certificate(pdf), None, fixed_dt=moment))
    out = stamper.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), "sha256")
    return out.read()


def main(folder, greatseal, root, at):
    folder = pathlib.Path(folder)
    root_certificate = load_cert_from_pemder(root)
    moment = datetime.datetime.fromisoformat(at.replace("Z", "+00:00")) - datetime.timedelta(seconds=1)
    lines, wrong = [], 0
    for name in ("table", "streams", "plain", "indirect", "later", "versions", "sample", "sample-streams"):
        before = (folder / name / "before.pdf").read_bytes()
        stamped = with_stamp(before, moment)
        additions = {
            "evidence for the signature": with_evidence(before, root_certificate),
            "evidence": with_evidence_of_nobody(before, root_certificate),
            "a time-stamp": stamped,
            "evidence behind a time-stamp": with_evidence(stamped, root_certificate),
            "a time-stamp behind evidence": with_stamp(with_evidence(before, root_certificate), moment),
        }
        for number, (what, pdf) in enumerate(additions.items()):
            file = f"{name}/pyhanko-{number}.pdf"
            (folder / file).write_bytes(pdf)
            command = [greatseal, "verify", str(folder / file), "--trust", root, "--at", at]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            verdict = "passed" if done.returncode == 0 else "refused"
            wrong += done.returncode != 0
            if done.returncode != 0:
                print(f"{file}: {what} by pyHanko is refused:\n{done.stdout.decode()}")
            lines.append(f"{file}\tpyhanko\t{what}\tpermitted\t{verdict}\n")
    with open(folder / "edits.tsv", "a", encoding="utf-8") as listed:
        listed.writelines(lines)
    print(f"{len(lines)} additions of pyHanko, {wrong} refused")


main(*sys.argv[1:])
