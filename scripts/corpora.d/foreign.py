"""A country that is not Great Seal's, in which pyHanko signs: what others make of a document."""

import datetime
from io import BytesIO

from asn1crypto import crl as asn1_crl, keys as asn1_keys, x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigSeedSubFilter
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

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

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
