#!/usr/bin/env python3
"""Writes the smallest files that are PDF/A and PDF/UA, one of each kind, into a folder.

    make.py FOLDER

`samples/archived.pdf` is its a1a-ua1.

A page without marks needs neither fonts nor colour spaces, so a file is what its standard says of catalog, metadata and
structure, and nothing else.
"""

import sys
from pathlib import Path

# name: version of PDF, what the XMP metadata claim, whether it is tagged
KINDS = {
    "a1b": ("1.4", "part=1 conformance=B", False),
    "a1a": ("1.4", "part=1 conformance=A", True),
    "a2b": ("1.7", "part=2 conformance=B", False),
    "a2u": ("1.7", "part=2 conformance=U", False),
    "a2a": ("1.7", "part=2 conformance=A", True),
    "a3b": ("1.7", "part=3 conformance=B", False),
    "a4": ("2.0", "part=4 rev=2020", False),
    "ua1": ("1.7", "ua=1", True),
    "a2a-ua1": ("1.7", "part=2 conformance=A ua=1", True),
    "a1a-ua1": ("1.4", "part=1 conformance=A ua=1", True),
}

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Lease of a garden plot</rdf:li></rdf:Alt></dc:title>
</rdf:Description>
{claims}{schema}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
CLAIM = '<rdf:Description rdf:about="" xmlns:{prefix}="http://www.aiim.org/{prefix}/ns/id/">\n{values}\n</rdf:Description>\n'
# PDF/A-1 to -3 want a description of properties that they do not know (ISO 19005-1, 6.7.8).
SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def metadata(claims: str) -> bytes:
    values = dict(one.split("=") for one in claims.split())
    accessible = values.pop("ua", None)
    text = ""
    if values:
        lines = "\n".join(f"<pdfaid:{key}>{value}</pdfaid:{key}>" for key, value in values.items())
        text += CLAIM.format(prefix="pdfa", values=lines).replace("xmlns:pdfa=", "xmlns:pdfaid=")
    if accessible:
        line = f"<pdfuaid:part>{accessible}</pdfuaid:part>"
        text += CLAIM.format(prefix="pdfua", values=line).replace("xmlns:pdfua=", "xmlns:pdfuaid=")
    schema = SCHEMA if values and accessible else ""
    return XMP.format(claims=text, schema=schema).encode()


def stream(entries: str, data: bytes) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def document(version: str, claims: str, tagged: bool) -> bytes:
    structure = "/StructTreeRoot 6 0 R /MarkInfo << /Marked true >>" if tagged else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R /Lang (en) {structure} "
        "/ViewerPreferences << /DisplayDocTitle true >> >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >>",
        stream("", b"q Q"),
        stream("/Type /Metadata /Subtype /XML", metadata(claims)),
    ]
    if tagged:
        objects += [b"<< /Type /StructTreeRoot /K 7 0 R >>", b"<< /Type /StructElem /S /Document /P 6 0 R >>"]
    out = f"%PDF-{version}\n".encode() + b"%\xe2\xe3\xcf\xd3\n"
    table = b"0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, size = len(out), len(objects) + 1
    identity = "<00112233445566778899aabbccddeeff>"
    out += b"xref\n0 %d\n" % size + table
    out += f"trailer\n<< /Size {size} /Root 1 0 R /ID [{identity} {identity}] >>\nstartxref\n{start}\n%%EOF\n".encode()
    return out


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in KINDS.items():
        (folder / f"{name}.pdf").write_bytes(document(*kind))


main()
