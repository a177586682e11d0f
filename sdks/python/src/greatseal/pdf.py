"""PDFs with pyHanko (`pip install greatseal[pdf]`): it prepares the document, the phone signs, and the evidence goes in."""

from __future__ import annotations

import asyncio
from io import BytesIO

from aiohttp import ClientSession, ClientTimeout
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, Signer
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import async_sign_pdf
from pyhanko.sign.timestamps.aiohttp_client import AIOHttpTimeStamper
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .certificates import PersonCertificate
from .client import Document, OnCode, RelyingParty

#: An ECDSA signature of P-256 has at most 72 octets in DER.
_LONGEST = 72
#: How long a call for evidence may take, in seconds.
_CALL = 60


class PhoneSigner(Signer):
    """A signer of pyHanko whose key is on a person's phone."""

    def __init__(self, party: RelyingParty, person: PersonCertificate, name: str, text: str, on_code: OnCode) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(_asn1(one) for one in person.chain)
        super().__init__(signing_cert=_asn1(person.certificate), cert_registry=store)
        self._asks = party, person, name, text, on_code

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Has the phone sign the signed attributes, which bind document and certificate."""
        if dry_run:
            return bytes(_LONGEST)
        party, person, name, text, on_code = self._asks
        attributes = cms.CMSAttributes.load(data)
        digest = next(one["values"][0].native for one in attributes if one["type"].native == "message_digest")
        document = Document(data, digest, name)
        signature = await asyncio.to_thread(party.sign, person, document, text, on_code)
        return signature.value


def sign_pdf(
    party: RelyingParty, person: PersonCertificate, pdf: bytes, name: str, text: str, on_code: OnCode
) -> bytes:
    """Has a person sign a PDF: PAdES with time-stamp and the status of every certificate inside (EN 319 142-1, B-LT)."""
    return asyncio.run(_sign_pdf(party, PhoneSigner(party, person, name, text, on_code), pdf))


async def _sign_pdf(party: RelyingParty, signer: PhoneSigner, pdf: bytes) -> bytes:
    metadata = PdfSignatureMetadata(field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    # Nothing is unpacked: a little of what is packed can be more than there is room for.
    headers = {"accept-encoding": "identity"}
    async with ClientSession(headers=headers, auto_decompress=False, timeout=ClientTimeout(total=_CALL)) as web:
        stamps = AIOHttpTimeStamper(str(party.country["time_stamp"]), web)
        signed = await async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadata, signer, timestamper=stamps)
        # The status is asked for behind the stamp, so that it tells what was so at the stamp's time.
        context = ValidationContext(
            [_asn1(party.credentials.root)],
            fetcher_backend=AIOHttpFetcherBackend(web),
            allow_fetching=True,
            revocation_mode="hard-fail",
        )
        embedded = PdfFileReader(signed).embedded_signatures[-1]
        out = BytesIO()
        await async_add_validation_info(embedded, context, output=out)
    return out.getvalue()


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
