"""Asks the viewers: does poppler find the signature valid, and do poppler and MuPDF show what they showed before?

The same pages are drawn from the original and from the signed document; one differing pixel or character is a
difference. Where a viewer draws nothing of the original, it says nothing about the signed one.
"""

import hashlib
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterable

from ledger import Ledger

SECONDS_FOR_A_DRAWING = 60
# A difference shows on the first pages, or in the text of all: a thousand pages are not drawn twice.
PAGES = "3"
VERSION = "2"

DRAWINGS = {
    "poppler": lambda path: ["pdftoppm", "-r", "40", "-l", PAGES, path],
    "poppler text": lambda path: ["pdftotext", path, "-"],
    "mupdf": lambda path: ["mutool", "draw", "-q", "-r", "40", "-F", "ppm", "-o", "-", path, f"1-{PAGES}"],
}


def drawn(arguments: list[str]) -> str | None:
    """The digest of what is shown; None when nothing is."""
    try:
        result = subprocess.run(arguments, capture_output=True, timeout=SECONDS_FOR_A_DRAWING, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return None
    return hashlib.sha256(result.stdout).hexdigest()[:16] if result.stdout else None


def poppler_verdict(path: str) -> str:
    """What pdfsig says about the signature, without looking for certificates."""
    try:
        result = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, timeout=SECONDS_FOR_A_DRAWING)
    except subprocess.TimeoutExpired:
        return "takes too long"
    text = (result.stdout + result.stderr).decode(errors="replace")
    found = re.findall(r"Signature Validation:\s*(.*)", text)
    return "; ".join(found) or text.strip()[-120:]


class Viewers:
    def __init__(self, corpora: Path):
        self.corpora = corpora
        self.known = Ledger(corpora / "verdicts-viewers.jsonl", lambda entry: entry["key"])

    @staticmethod
    def key(task: dict) -> str:
        return f"{VERSION} {task['sha256']}"

    def _look(self, task: dict) -> dict:
        differences = []
        for viewer, command in DRAWINGS.items():
            before = drawn(command(task["original"]))
            if before is not None and drawn(command(task["file"])) != before:
                differences.append(viewer)
        return {"key": self.key(task), "poppler": poppler_verdict(task["file"]), "differences": differences}

    def judge(self, tasks: Iterable[dict]) -> None:
        missing = [task for task in tasks if self.key(task) not in self.known]
        with ThreadPoolExecutor() as workers:
            self.known.add_all(workers.map(self._look, missing))

    def verdict_on(self, task: dict) -> dict:
        return self.known[self.key(task)]
