"""Says of every gathered file what it is, by what three readers find that are not Great Seal.

usage: kinds.py FOLDER

FOLDER/kinds.jsonl gets one line for each file in FOLDER/files. The kinds:

  encrypted  somebody needs a password, be it an empty one, to read it
  signed     it holds a signature
  damaged    neither qpdf nor pyHanko opens it without mending its cross-reference first: it is damaged for everybody,
             and what becomes of it is told but not held against Great Seal (poppler mends without a word, so that it opens
             a file proves nothing)
  unsigned   everything else: it should be signed
"""

import hashlib
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from ledger import Ledger

SECONDS_FOR_A_FILE = 40
# What qpdf and poppler say when they look through the whole file for objects.
MENDING = re.compile(
    r"reconstruct|file is damaged|xref not found|Couldn't find trailer|Couldn't read xref|"
    r"Invalid XRef|May not be a PDF file|can't find startxref",
    re.IGNORECASE,
)


def run(*arguments: str) -> tuple[str, str]:
    try:
        result = subprocess.run(arguments, capture_output=True, timeout=SECONDS_FOR_A_FILE, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "", "takes too long"
    return result.stdout.decode(errors="replace"), result.stderr.decode(errors="replace")


def state(pages: str | int, problems: str) -> str:
    if not str(pages).isdigit() or int(pages) == 0:
        return "fails"
    return "mends" if MENDING.search(problems) else "opens"


def by_pyhanko(path: Path) -> tuple[str, bool]:
    """Whether it opens, and whether it holds a signature."""
    try:
        with path.open("rb") as file:
            reader = PdfFileReader(file)
            if reader.encrypted:
                return "encrypted", False
            count = int(reader.root["/Pages"]["/Count"])
            return state(count, ""), bool(reader.embedded_signatures)
    except Exception:  # Whatever it stumbles over, the file does not open.
        return "fails", False


def value_of(name: str, text: str) -> str:
    found = re.search(rf"^{name}:[ \t]*(.*)$", text, re.MULTILINE)
    # What a document says of itself reaches a terminal: no control character of it does.
    return "".join(filter(str.isprintable, found.group(1).strip())) if found else ""


def look(path: Path, name: str) -> dict:
    octets = path.read_bytes()
    pages, qpdf_says = run("qpdf", "--show-npages", str(path))
    information, poppler_says = run("pdfinfo", str(path))
    pyhanko, holds_signature = by_pyhanko(path)
    readers = {
        "qpdf": state(pages.strip(), qpdf_says),
        "poppler": state(value_of("Pages", information), poppler_says),
        "pyhanko": pyhanko,
    }
    # A signature that no reader gets to is one all the same: nobody may sign over it unseen.
    holds_signature = holds_signature or re.search(rb"/ByteRange\s*\[\s*\d", octets) is not None
    locked = value_of("Encrypted", information).startswith("yes") or "invalid password" in qpdf_says
    if locked or "Incorrect password" in poppler_says or pyhanko == "encrypted":
        kind = "encrypted"
    elif holds_signature:
        kind = "signed"
    elif "opens" not in (readers["qpdf"], readers["pyhanko"]):
        kind = "damaged"
    else:
        kind = "unsigned"
    return {
        "file": name,
        "sha256": hashlib.sha256(octets).hexdigest(),
        "octets": len(octets),
        "kind": kind,
        "producer": value_of("Producer", information),
        "creator": value_of("Creator", information),
        "pages": value_of("Pages", information),
        "readers": readers,
    }


def main(folder: str) -> None:
    corpora = Path(folder).resolve()
    known = Ledger(corpora / "kinds.jsonl", lambda entry: entry["file"])
    files = corpora / "files"
    names = sorted(str(path.relative_to(files)) for path in files.rglob("*") if path.is_file())
    missing = [name for name in names if name not in known]
    with ProcessPoolExecutor() as workers:
        known.add_all(workers.map(look, [files / name for name in missing], missing, chunksize=4))
    print(f"{len(names)} files, {len(missing)} of them new", file=sys.stderr)


main(*sys.argv[1:])
