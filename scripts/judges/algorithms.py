#!/usr/bin/env python3
"""Signs one document with every algorithm that others use, with OpenSSL, and asks `greatseal verify` about each.

    algorithms.py GREATSEAL [PYHANKO-PYTHON]

What a kept library verifies must verify; what none does must leave the verdict open and be named; nothing may be called
failed. A changed octet of each must be found wherever the digest can be told. With pyHanko's Python its verdict on the
integrity is printed beside ours.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

EC = "-algorithm EC -pkeyopt ec_paramgen_curve:"
RSA = "-algorithm RSA -pkeyopt rsa_keygen_bits:"
PSS = "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:"
VERIFIES = None

# name: how the key is made, how it signs, and what cannot be verified of it
CASES = {
    "p256-sha256": (EC + "P-256", "-md sha256", VERIFIES),
    "p256-sha512": (EC + "P-256", "-md sha512", VERIFIES),
    "p256-sha3-256": (EC + "P-256", "-md sha3-256", VERIFIES),
    "p384-sha224": (EC + "P-384", "-md sha224", VERIFIES),
    "p521-sha256": (EC + "P-521", "-md sha256", VERIFIES),
    "p521-sha512": (EC + "P-521", "-md sha512", VERIFIES),
    "brainpool256-sha256": (EC + "brainpoolP256r1", "-md sha256", VERIFIES),
    "brainpool256-sha512": (EC + "brainpoolP256r1", "-md sha512", VERIFIES),
    "brainpool384-sha384": (EC + "brainpoolP384r1", "-md sha384", VERIFIES),
    "brainpool384-sha3-512": (EC + "brainpoolP384r1", "-md sha3-512", VERIFIES),
    "brainpool512-sha512": (EC + "brainpoolP512r1", "-md sha512", "brainpoolP512r1"),
    "secp256k1-sha256": (EC + "secp256k1", "-md sha256", "1.3.132.0.10"),
    "explicit-curve": (EC + "P-256 -pkeyopt ec_param_enc:explicit", "-md sha256", "parameters"),
    "ed25519": ("-algorithm ED25519", "-md sha512", VERIFIES),
    "ed448": ("-algorithm ED448", "-md shake256", "hake256"),
    "rsa2048-sha224": (RSA + "2048", "-md sha224", VERIFIES),
    "rsa2048-sha256": (RSA + "2048", "-md sha256", VERIFIES),
    "rsa2048-sha3-384": (RSA + "2048", "-md sha3-384", VERIFIES),
    "rsa8192-sha512": (RSA + "8192", "-md sha512", VERIFIES),
    "rsa2048-sha1": (RSA + "2048", "-md sha1", "SHA-1"),
    "rsa2048-md5": (RSA + "2048", "-md md5", "md5"),
    "rsa1024-sha256": (RSA + "1024", "-md sha256", "1024 bits"),
    "rsa2048-exponent3": (RSA + "2048 -pkeyopt rsa_keygen_pubexp:3", "-md sha256", "exponent"),
    "pss-salt0": (RSA + "2048", "-md sha256 " + PSS + "0", VERIFIES),
    "pss-salt20": (RSA + "2048", "-md sha256 " + PSS + "20", VERIFIES),
    "pss-salt32": (RSA + "2048", "-md sha256 " + PSS + "32", VERIFIES),
    "pss-salt-max": (RSA + "3072", "-md sha512 " + PSS + "max", VERIFIES),
    "pss-sha3-256": (RSA + "2048", "-md sha3-256 " + PSS + "digest", VERIFIES),
    "pss-other-mask": (RSA + "2048", "-md sha256 " + PSS + "32 -keyopt rsa_mgf1_md:sha512", VERIFIES),
    "pss-mask-sha1": (RSA + "2048", "-md sha256 " + PSS + "32 -keyopt rsa_mgf1_md:sha1", "SHA-1"),
    "pss-key": ("-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", "-md sha256 " + PSS + "32", VERIFIES),
}

ROOM = 16_384


def openssl(folder: Path, arguments: str) -> None:
    run = subprocess.run(["openssl", *arguments.split()], cwd=folder, capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"openssl {arguments}: {run.stderr}")


def document() -> tuple[bytes, int]:
    """A page and a signature field, with room for the signature, which begins at the number given."""
    signature = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:20261101090000+00'00') "
        b"/ByteRange [0 0000000000 0000000000 0000000000] /Contents <" + b"0" * ROOM + b"> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V 5 0 R /F 132 /Rect [0 0 0 0] /P 3 0 R >>",
        signature,
    ]
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    table = b"0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 6\n" + table + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    place = out.index(b"/Contents <") + len(b"/Contents ")
    end = place + ROOM + 2
    numbers = b"[0 %010d %010d %010d]" % (place, end, len(out) - end)
    return out.replace(b"[0 0000000000 0000000000 0000000000]", numbers), place


def signed(folder: Path, new_key: str, sign: str) -> bytes:
    """The document, signed by OpenSSL under a certificate of the root in `folder`."""
    pdf, place = document()
    (folder / "content").write_bytes(pdf[:place] + pdf[place + ROOM + 2 :])
    openssl(folder, f"genpkey {new_key} -out key.pem")
    openssl(folder, "req -new -key key.pem -subj /CN=Other -out it.csr")
    openssl(folder, "x509 -req -in it.csr -CA root.pem -CAkey root.key -days 30 -set_serial 7 -extfile leaf.ext -out it.pem")
    openssl(folder, f"cms -sign -binary -cades -nosmimecap -in content -signer it.pem -inkey key.pem {sign} -outform DER -out it.der")
    der = (folder / "it.der").read_bytes().hex().encode()
    return pdf[: place + 1] + der.ljust(ROOM, b"0") + pdf[place + 1 + ROOM :]


def judge(greatseal: str, folder: Path, pdf: bytes) -> dict:
    (folder / "it.pdf").write_bytes(pdf)
    run = subprocess.run(
        [greatseal, "verify", "it.pdf", "--trust", "root.pem", "--json"], cwd=folder, capture_output=True, text=True
    )
    return json.loads(run.stdout)


def problem_of(report: dict, unverifiable: str | None) -> str | None:
    """What is wrong with the report on an intact document."""
    if report["indication"] == "TOTAL-FAILED":
        return f"TOTAL-FAILED: {report.get('unreadable')} {report['signatures']}"
    integrity = report["signatures"][0]["integrity"]
    holds = integrity["digest_matches"] and integrity["signature_verifies"]
    findings = report["signatures"][0]["findings"]
    named = [f["explanation"] for f in findings if f["sub_indication"] == "CRYPTO_CONSTRAINTS_FAILURE"]
    if unverifiable is VERIFIES:
        return None if holds and not named else f"{integrity} {findings}"
    return None if any(unverifiable in explanation for explanation in named) else f"not named: {findings}"


PYHANKO = """
import sys
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
try:
    with open(sys.argv[1], "rb") as file:
        status = validate_pdf_signature(
            PdfFileReader(file).embedded_signatures[0], ValidationContext(allow_fetching=False))
        print("intact" if status.intact else "not intact", "valid" if status.valid else "not valid")
except Exception as problem:
    print(type(problem).__name__, str(problem)[:60])
"""


def main() -> None:
    greatseal = str(Path(sys.argv[1]).resolve())
    pyhanko = [str(Path(one).absolute()) for one in sys.argv[2:3]]
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        openssl(folder, "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -days 90 -subj /CN=Root -out root.pem")
        (folder / "leaf.ext").write_text("keyUsage=critical,nonRepudiation\nbasicConstraints=critical,CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
        for case, (new_key, sign, unverifiable) in CASES.items():
            try:
                pdf = signed(folder, new_key, sign)
            except RuntimeError as problem:
                print(f"{case}: not made by this OpenSSL: {str(problem).splitlines()[-1]}")
                continue
            problem = problem_of(judge(greatseal, folder, pdf), unverifiable)
            verdict = "verified" if unverifiable is VERIFIES else f"open, named {unverifiable}"
            other = ""
            if pyhanko:
                run = subprocess.run([*pyhanko, "-c", PYHANKO, "it.pdf"], cwd=folder, capture_output=True, text=True)
                other = f"; pyHanko: {run.stdout.strip()}"
            changed = pdf.replace(b"595 842", b"596 842")
            altered = judge(greatseal, folder, changed)
            if problem is None and unverifiable not in ("md5", "hake256") and altered["indication"] != "TOTAL-FAILED":
                problem = f"altered and {altered['indication']}"
            wrong += problem is not None
            print(f"{case}: {verdict if problem is None else 'WRONG ' + problem}{other}")
    sys.exit(1 if wrong else 0)


main()
