"""Has pyHanko sign documents as others do: several levels, several signers, certification, filled forms, rarer algorithms.

usage: make_signed.py FOLDER

FOLDER/files/made/pyhanko-signed gets the files; their country is made anew for each run, so nothing is made when the
folder is there already.
"""

import datetime
import logging
import sys
from io import BytesIO
from pathlib import Path

from asn1crypto import crl as asn1_crl, keys as asn1_keys, x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY = datetime.timedelta(days=1)


class Holder:
    """Somebody with a key and a certificate."""

    def __init__(self, name: str, key, issuer: "Holder | None" = None, *, authority=False, purpose=None):
        self.key = key
        subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "MU"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
        signer = issuer or self
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 30 * DAY)
            .not_valid_after(NOW + 3650 * DAY)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage(authority, purpose), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), critical=False)
        )
        if purpose is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        self.certificate = builder.sign(signer.key, hashes.SHA256())

    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    def private(self) -> asn1_keys.PrivateKeyInfo:
        octets = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return asn1_keys.PrivateKeyInfo.load(octets)

    def list(self) -> asn1_crl.CertificateList:
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(NOW - DAY).next_update(NOW + 365 * DAY)
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        signed = builder.sign(self.key, hashes.SHA256())
        return asn1_crl.CertificateList.load(signed.public_bytes(serialization.Encoding.DER))


def usage(authority: bool, purpose) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority and purpose is None, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False,
        decipher_only=False,
    )


class Country:
    def __init__(self):
        self.root = Holder("Foreign Root", ec.generate_private_key(ec.SECP384R1()), authority=True)
        self.unit = Holder(
            "Foreign Time-Stamping Unit", rsa.generate_private_key(public_exponent=65537, key_size=2048), self.root,
            purpose=ExtendedKeyUsageOID.TIME_STAMPING,
        )
        self.store = SimpleCertificateStore()
        self.store.register(self.root.asn1())
        unit_store = SimpleCertificateStore()
        unit_store.register(self.root.asn1())
        self.stamper = timestamps.DummyTimeStamper(
            tsa_cert=self.unit.asn1(), tsa_key=self.unit.private(), certs_to_embed=unit_store
        )

    def signer(self, name: str, key, **options) -> signers.SimpleSigner:
        holder = Holder(name, key, self.root)
        return signers.SimpleSigner(
            signing_cert=holder.asn1(), signing_key=holder.private(), cert_registry=self.store, **options
        )

    def context(self) -> ValidationContext:
        return ValidationContext(
            trust_roots=[self.root.asn1()], crls=[self.root.list()], allow_fetching=False, revocation_mode="soft-fail"
        )


def sign(country: Country, pdf: bytes, signer, level: str, field: str, **options) -> bytes:
    stamped = level in ("T", "LT", "LTA")
    evidence = {"embed_validation_info": True, "validation_context": country.context()} if level in ("LT", "LTA") else {}
    metadata = signers.PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, use_pades_lta=level == "LTA",
        md_algorithm=options.pop("digest", "sha256"), **evidence, **options,
    )
    out = BytesIO()
    signers.PdfSigner(metadata, signer, timestamper=country.stamper if stamped else None).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf), strict=False), output=out
    )
    return out.getvalue()


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
