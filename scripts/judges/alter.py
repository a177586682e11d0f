"""Makes altered copies of a signed PDF, and takes its signature apart for OpenSSL.

usage: alter.py SIGNED.pdf FOLDER

FOLDER gets byte.pdf (one octet of the signed text changed), page.pdf (a page added by an incremental update),
annotation.pdf (a comment added by an incremental update), signature.der and signature.content (the CMS and what it
signs), signature.value (the octets that the time-stamp is over).
"""

import sys
from pathlib import Path

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader


def added(signed: bytes, change) -> bytes:
    from io import BytesIO

    writer = IncrementalPdfFileWriter(BytesIO(signed))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def add_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Page"),
        generic.pdf_name("/Parent"): writer.root.raw_get("/Pages"),
        generic.pdf_name("/MediaBox"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 595, 842)]),
        generic.pdf_name("/Resources"): generic.DictionaryObject(),
    })
    pages["/Kids"].append(writer.add_object(page))
    pages[generic.pdf_name("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages)


def add_annotation(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
        generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
        generic.pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (72, 700, 400, 760)]),
        generic.pdf_name("/Contents"): generic.pdf_string("The rent is ten times as high."),
        generic.pdf_name("/DA"): generic.pdf_string("/Helv 12 Tf 0 g"),
    })
    reference = writer.add_object(note)
    page.setdefault(generic.pdf_name("/Annots"), generic.ArrayObject()).append(reference)
    writer.update_container(page)


def main(path: str, folder: str) -> None:
    signed = Path(path).read_bytes()
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with open(path, "rb") as stream:
        reader = PdfFileReader(stream)
        signature = reader.embedded_regular_signatures[0]
        contents = bytes(signature.pkcs7_content)
        first, length, second, rest = [int(n) for n in signature.byte_range]
        information = cms.ContentInfo.load(contents)
        (out / "signature.der").write_bytes(information.dump())
        (out / "signature.content").write_bytes(signed[first:first + length] + signed[second:second + rest])
        (out / "signature.value").write_bytes(information["content"]["signer_infos"][0]["signature"].native)
    # One octet in the middle of the first page's content, far from any structure.
    place = signed.index(b"stream") + 20
    changed = bytearray(signed)
    changed[place] ^= 0x01
    (out / "byte.pdf").write_bytes(changed)
    (out / "page.pdf").write_bytes(added(signed, add_page))
    (out / "annotation.pdf").write_bytes(added(signed, add_annotation))


main(*sys.argv[1:])
