"""pyHanko on a PDF that a person has signed: intact, valid, and trusted under the root, with the status of each certificate."""

import asyncio
import sys

from aiohttp import ClientSession
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend


async def judge(root: str, name: str) -> None:
    async with ClientSession() as web:
        anchors, fetchers = [load_cert_from_pemder(root)], AIOHttpFetcherBackend(web)
        context = ValidationContext(anchors, fetcher_backend=fetchers, allow_fetching=True, revocation_mode="hard-fail")
        with open(name, "rb") as document:
            (signature,) = PdfFileReader(document).embedded_signatures
            status = await async_validate_pdf_signature(signature, context)
    print(f"  {name.rsplit('/', 1)[1]}: {status.summary()}")
    if not (status.intact and status.valid and status.trusted):
        sys.exit(f"{name} does not pass")


asyncio.run(judge(*sys.argv[1:]))
