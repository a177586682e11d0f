"""Has pyHanko sign documents as others do: several levels, several signers, certification, filled forms, rarer algorithms.

usage: make_signed.py FOLDER

FOLDER/files/made/pyhanko-signed gets the files; their country is made anew for each run, so nothing is made when the
folder is there already.
"""

import logging
import sys
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm

from foreign import Country, sign


def with_text_field(pdf: bytes) -> bytes:
    """A form with one text field, as a program would have prepared it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    name = generic.pdf_name
    page = writer.root["/Pages"]["/Kids"][0]
    field = writer.add_object(generic.DictionaryObject({
        name("/Type"): name("/Annot"), name("/Subtype"): name("/Widget"), name("/FT"): name("/Tx"),
        name("/T"): generic.pdf_string("remark"), name("/V"): generic.pdf_string(""), name("/F"): generic.NumberObject(4),
        name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (72, 72, 300, 92)]),
        name("/DA"): generic.pdf_string("/Helv 10 Tf 0 g"),
    }))
    if "/Annots" not in page:
        page[name("/Annots")] = generic.ArrayObject()
    page["/Annots"].append(field)
    writer.update_container(page["/Annots"])
    writer.update_container(page)
    writer.root[name("/AcroForm")] = generic.DictionaryObject({name("/Fields"): generic.ArrayObject([field])})
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def filled(pdf: bytes, text: str) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    field = next(each.get_object() for each in writer.root["/AcroForm"]["/Fields"] if each.get_object().get("/FT") == "/Tx")
    field[generic.pdf_name("/V")] = generic.pdf_string(text)
    writer.update_container(field)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def stamped(country: Country, pdf: bytes) -> bytes:
    out = BytesIO()
    signers.PdfTimeStamper(country.stamper).timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf), strict=False), "sha256", validation_context=country.context(), output=out
    )
    return out.getvalue()


def stories(country: Country, pdf: bytes):
    """Names, and functions that make what they name."""
    first = country.signer("Anjali Specimen", ec.generate_private_key(ec.SECP256R1()))
    second = country.signer("Ravi Specimen", rsa.generate_private_key(public_exponent=65537, key_size=2048))
    for level in ("B", "T", "LT", "LTA"):
        yield f"level-{level}", lambda level=level: sign(country, pdf, first, level, "First")
        yield f"two-approvals-{level}", lambda level=level: sign(
            country, sign(country, pdf, first, level, "First"), second, level, "Second"
        )
    yield "three-approvals", lambda: sign(
        country, sign(country, sign(country, pdf, first, "LT", "First"), second, "T", "Second"), first, "B", "Third"
    )
    yield "stamped-afterwards", lambda: stamped(country, sign(country, pdf, first, "LT", "First"))
    yield "stamped-twice", lambda: stamped(country, sign(country, pdf, first, "LTA", "First"))
    for permission in (MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE):
        name = permission.name.lower().replace("_", "-")
        certify = lambda source, permission=permission, level="B": sign(
            country, source, first, level, "Certification", certify=True, docmdp_permissions=permission
        )
        yield f"certified-{name}", lambda certify=certify: certify(pdf)
        yield f"certified-{name}-LTA", lambda certify=certify: certify(pdf, level="LTA")
        yield f"certified-{name}-filled", lambda certify=certify: filled(certify(with_text_field(pdf)), "Ravi")
        if permission != MDPPerm.NO_CHANGES:
            yield f"certified-{name}-then-approved", lambda certify=certify: sign(country, certify(pdf), second, "LT", "Approval")
            yield f"certified-{name}-filled-then-approved", lambda certify=certify: sign(
                country, filled(certify(with_text_field(pdf)), "Ravi"), second, "B", "Approval"
            )
    yield "approved-then-filled", lambda: filled(sign(country, with_text_field(pdf), first, "B", "First"), "Ravi")


def rarer_algorithms(country: Country, pdf: bytes):
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    keys = {
        "p384": ec.generate_private_key(ec.SECP384R1()), "p521": ec.generate_private_key(ec.SECP521R1()),
        "brainpool256": ec.generate_private_key(ec.BrainpoolP256R1()),
        "brainpool384": ec.generate_private_key(ec.BrainpoolP384R1()),
        "brainpool512": ec.generate_private_key(ec.BrainpoolP512R1()),
        "rsa": rsa_key, "ed25519": ed25519.Ed25519PrivateKey.generate(),
    }
    for name, key in keys.items():
        for digest in ("sha256", "sha384", "sha512"):
            signer = country.signer(f"{name} Specimen", key)
            yield f"key-{name}-{digest}", lambda signer=signer, digest=digest: sign(
                country, pdf, signer, "LT", "First", digest=digest
            )
    for digest in ("sha256", "sha384", "sha512"):
        signer = country.signer("PSS Specimen", rsa_key, prefer_pss=True)
        yield f"pss-{digest}", lambda signer=signer, digest=digest: sign(country, pdf, signer, "LT", "First", digest=digest)


def main(folder: str) -> None:
    made = Path(folder) / "files" / "made" / "pyhanko-signed"
    if made.exists():
        return
    logging.disable(logging.CRITICAL)
    made.mkdir(parents=True)
    samples = Path(__file__).resolve().parents[2] / "samples"
    made_here = sorted((Path(folder) / "files" / "made").glob("*/*.pdf"))
    bases = [*sorted(samples.glob("garden-plot*.pdf")), *[path for path in made_here if path.stem == "page"][:4]]
    country = Country()
    for place, base in enumerate(bases):
        pdf = base.read_bytes()
        every = [*stories(country, pdf), *(rarer_algorithms(country, pdf) if place == 0 else [])]
        for name, make in every:
            try:
                (made / f"{base.parent.name}-{base.stem}-{name}.pdf").write_bytes(make())
            except Exception as problem:  # What pyHanko does not sign is not there to be judged.
                print(f"{base.stem} {name}: {type(problem).__name__}: {problem}"[:200], file=sys.stderr)
    print(f"{len(list(made.iterdir()))} signed documents made", file=sys.stderr)


main(*sys.argv[1:])
