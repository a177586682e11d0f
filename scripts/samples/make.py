#!/usr/bin/env python3
"""Makes the sample documents in samples/: the same two-page agreement, once with a cross-reference table and once
with cross-reference and object streams. Needs nothing but Python; the same run gives the same octets.

    python3 scripts/samples/make.py [FOLDER]
"""

import hashlib
import pathlib
import sys
import zlib

PAGE_WIDTH, PAGE_HEIGHT = 595, 842  # A4 in points
LEFT, RIGHT = 71, 524
INK, ACCENT, PALE = "0.13 0.16 0.20", "0.05 0.32 0.38", "0.93 0.96 0.96"

# Advance widths of Helvetica for the octets 32 to 126, in thousandths of the size.
WIDTHS = [int(width) for width in """
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584
584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278
278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500
500 334 260 334 584""".split()]

TITLE = "Agreement on the use of a garden plot"
INTRODUCTION = (
    "This agreement is between the Municipality of Port Exemple (\"the municipality\"), represented by its garden "
    "office, and Anjali Specimen (\"the gardener\"). It is about plot 42 in the municipal gardens at 1 Sample Lane, "
    "Port Exemple. Town, street and persons are invented; any likeness is accidental."
)
PARTIES = [
    ("The municipality", ["Municipality of Port Exemple", "Garden office", "1 Sample Lane, Port Exemple"]),
    ("The gardener", ["Anjali Specimen", "7 Example Road", "Port Exemple"]),
]
CLAUSES = [
    ("What is lent", "The municipality lets the gardener use plot 42, which measures 120 square metres, with the shed on "
     "it and the water tap at its entrance. The plot stays the property of the municipality."),
    ("From when to when", "Use begins on 1 January 2027 and ends on 31 December 2029. After that it goes on from year to "
     "year, unless one of the two ends it in writing by 30 September for the end of that year."),
    ("What it costs", "The gardener pays 2,400 rupees a year, by 31 January. Water is included up to 30 cubic metres a "
     "year; each further cubic metre costs 18 rupees and is billed in the following January."),
    ("What the plot is for", "The plot is for growing fruit, vegetables and flowers for the gardener's own household. "
     "Selling what is left over on the Saturday market is welcome. Living on the plot and keeping animals other than "
     "bees are not allowed."),
    ("Looking after it", "The gardener keeps the paths around the plot clear, composts what can be composted, and uses "
     "nothing that is not allowed in organic gardening. Trees higher than three metres need the consent of the "
     "neighbouring gardeners."),
    ("Shed and tools", "The shed is in good order on the day of hand-over. The gardener repairs small damage, the "
     "municipality repairs roof and foundation. The gardener's tools are not insured by the municipality."),
    ("Visits", "The garden office may visit the plot once a year, after announcing it at least seven days before. In an "
     "emergency, such as a burst water pipe, no announcement is needed."),
    ("If something goes wrong", "If the rent is more than three months late, or the plot has not been worked for a whole "
     "growing season, the municipality may end this agreement with two months' notice. Before that it reminds the "
     "gardener once, in writing."),
    ("Handing it back", "At the end the gardener clears the plot of everything that is not planted. Perennial plants "
     "stay and become part of the plot. The key is returned to the garden office on the last day."),
    ("Signing", "This agreement is signed electronically. Each party keeps the signed file; it can be checked at any time "
     "without asking anybody. Changes are valid only in a new document that both parties sign."),
]


def width(text, size):
    return sum(WIDTHS[ord(character) - 32] for character in text) * size / 1000


def wrap(text, size, room):
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width(longer, size) > room:
            lines.append(line)
            longer = word
        line = longer
    return lines + [line]


def literal(text):
    return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"


class Page:
    """The content of one page, written from top to bottom."""

    def __init__(self, number):
        self.operators, self.y = [], PAGE_HEIGHT - 78
        self.text("Municipality of Port Exemple", LEFT, PAGE_HEIGHT - 46, "F2", 9, ACCENT)
        label = f"Garden plot 42 - page {number} of 2"
        self.text(label, RIGHT - width(label, 9), PAGE_HEIGHT - 46, "F1", 9)
        self.operators.append(f"{ACCENT} RG 0.8 w {LEFT} {PAGE_HEIGHT - 54} m {RIGHT} {PAGE_HEIGHT - 54} l S")
        footer = "A sample document. The persons and places in it do not exist."
        self.text(footer, LEFT, 40, "F1", 8, "0.45 0.48 0.50")

    def text(self, text, x, y, font, size, colour=INK):
        self.operators.append(f"BT {colour} rg /{font} {size} Tf {x:.2f} {y:.2f} Td {literal(text)} Tj ET")

    def paragraph(self, text, size=10.5, leading=15, indent=0):
        for line in wrap(text, size, RIGHT - LEFT - indent):
            self.text(line, LEFT + indent, self.y, "F1", size)
            self.y -= leading

    def clause(self, number, heading, text):
        self.text(f"{number}", LEFT, self.y, "F2", 11, ACCENT)
        self.text(heading, LEFT + 24, self.y, "F2", 11)
        self.y -= 17
        self.paragraph(text, indent=24)
        self.y -= 9

    def box(self, x, heading, lines):
        self.operators.append(f"{PALE} rg {x} {self.y - 62} 216 76 re f")
        self.text(heading, x + 12, self.y - 4, "F2", 9, ACCENT)
        for place, line in enumerate(lines):
            self.text(line, x + 12, self.y - 20 - 14 * place, "F1", 10)

    def content(self):
        return "\n".join(self.operators).encode("ascii")


def pages():
    first, second = Page(1), Page(2)
    first.y -= 18
    first.text(TITLE, LEFT, first.y, "F2", 20)
    first.y -= 34
    first.paragraph(INTRODUCTION)
    first.y -= 14
    for x, (heading, lines) in zip((LEFT, RIGHT - 216), PARTIES):
        first.box(x, heading, lines)
    first.y -= 100
    for number, (heading, text) in enumerate(CLAUSES[:7], 1):
        first.clause(number, heading, text)
    for number, (heading, text) in enumerate(CLAUSES[7:], 8):
        second.clause(number, heading, text)
    second.y -= 26
    for x, (heading, lines) in zip((LEFT, RIGHT - 216), PARTIES):
        second.operators.append(f"{INK} RG 0.6 w {x} {second.y} m {x + 216} {second.y} l S")
        second.text(f"For {heading.lower()}: {lines[0]}", x, second.y - 14, "F1", 9)
    return [first.content(), second.content()]


def objects():
    """Number to body, streams as (dictionary, data)."""
    contents = [zlib.compress(content, 9) for content in pages()]
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 7 0 R /F2 8 0 R >> >> >>"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    return {
        1: "<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
        2: "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        3: page.format(5),
        4: page.format(6),
        5: ("/Filter /FlateDecode", contents[0]),
        6: ("/Filter /FlateDecode", contents[1]),
        7: font.format("Helvetica"),
        8: font.format("Helvetica-Bold"),
        9: f"<< /Title {literal(TITLE)} /Author (Municipality of Port Exemple) /CreationDate (D:20261101090000Z) >>",
    }


def write_stream(dictionary, data):
    return f"<< {dictionary} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def identifier(bodies):
    half = hashlib.sha256(repr(sorted(bodies.items())).encode()).hexdigest()[:32].upper()
    return f"/ID [<{half}> <{half}>]"


def with_table(bodies):
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in bodies.items():
        offsets.append(len(out))
        body = write_stream(*body) if isinstance(body, tuple) else body.encode()
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    trailer = f"<< /Size {len(bodies) + 1} /Root 1 0 R /Info 9 0 R {identifier(bodies)} >>"
    return bytes(out) + f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode()


def with_streams(bodies):
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    packed = {number: body for number, body in bodies.items() if not isinstance(body, tuple)}
    container, reference = len(bodies) + 1, len(bodies) + 2
    places, content = [], ""
    for number, body in packed.items():
        places.append(f"{number} {len(content)}")
        content += body + "\n"
    head = " ".join(places) + "\n"
    dictionary = f"/Type /ObjStm /N {len(packed)} /First {len(head)} /Filter /FlateDecode"
    streams = {number: body for number, body in bodies.items() if isinstance(body, tuple)}
    streams[container] = (dictionary, zlib.compress((head + content).encode(), 9))
    rows = {0: (0, 0, 65535)}
    rows |= {number: (2, container, place) for place, number in enumerate(packed)}
    for number, body in streams.items():
        rows[number] = (1, len(out), 0)
        out += f"{number} 0 obj\n".encode() + write_stream(*body) + b"\nendobj\n"
    start = len(out)
    rows[reference] = (1, start, 0)
    table = b"".join(
        bytes([kind]) + value.to_bytes(3, "big") + extra.to_bytes(2, "big") for _, (kind, value, extra) in sorted(rows.items())
    )
    dictionary = f"/Type /XRef /W [1 3 2] /Size {reference + 1} /Root 1 0 R /Info 9 0 R {identifier(bodies)} /Filter /FlateDecode"
    out += f"{reference} 0 obj\n".encode() + write_stream(dictionary, zlib.compress(table, 9)) + b"\nendobj\n"
    return bytes(out) + f"startxref\n{start}\n%%EOF\n".encode()


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "garden-plot.pdf").write_bytes(with_table(objects()))
    (folder / "garden-plot-object-streams.pdf").write_bytes(with_streams(objects()))


if __name__ == "__main__":
    main()
