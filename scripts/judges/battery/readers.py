"""What readers that know nothing of signatures show of a PDF file: pixels and characters, by MuPDF, poppler and PDFium,
with annotations and form fields; and what else they offer: outline, attachments, scripts."""

import hashlib
import subprocess

import pypdfium2

RESOLUTION = 36
SECONDS = 60

# By name: the command, the file's place in it as None.
COMMANDS = {
    "mupdf pixels": ["mutool", "draw", "-q", "-r", str(RESOLUTION), "-c", "rgb", "-F", "pnm", "-o", "-", None],
    "mupdf text": ["mutool", "draw", "-q", "-F", "text", "-o", "-", None],
    "mupdf outline": ["mutool", "show", None, "outline"],
    "poppler pixels": ["pdftoppm", "-q", "-r", str(RESOLUTION), None],
    "poppler text": ["pdftotext", "-q", "-layout", None, "-"],
    "poppler attachments": ["pdfdetach", "-list", None],
    "poppler scripts": ["pdfinfo", "-js", None],
    "poppler places": ["pdfinfo", "-dests", None],
}


def digest(octets):
    return hashlib.sha256(octets).hexdigest()[:16]


def by_command(command, path):
    """What the program says, or that it fails; its complaints are another matter (`repairs`)."""
    command = [path if word is None else word for word in command]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "no answer", b""
    return digest(done.stdout), done.stderr


def by_pdfium(path):
    """Chrome's engine, with forms drawn as a viewer draws them."""
    try:
        document = pypdfium2.PdfDocument(path)
        document.init_forms()
        pixels, text = b"", ""
        for page in document:
            bitmap = page.render(scale=RESOLUTION / 72, may_draw_forms=True)
            pixels += bytes(bitmap.buffer)
            text += page.get_textpage().get_text_bounded() + "\f"
        return digest(pixels), digest(text.encode("utf-8", "replace"))
    except pypdfium2.PdfiumError as problem:
        return f"refused: {problem}", ""


def shown(path):
    """A digest for each thing that is looked at, and whether MuPDF had to repair the file."""
    seen = {}
    repaired = False
    for name, command in COMMANDS.items():
        seen[name], complaints = by_command(command, path)
        repaired = repaired or b"repair" in complaints
    seen["pdfium pixels"], seen["pdfium text"] = by_pdfium(path)
    return seen, repaired
