"""Who made a document, by what it says of itself."""

import re
from pathlib import Path

LINES = (Path(__file__).parent / "makers.tsv").read_text().splitlines()
MAKERS = [(re.compile(pattern, re.IGNORECASE), name) for pattern, name in
          (line.split("\t") for line in LINES if not line.startswith("#"))]
# Where a version, an address or a system begins, the name has ended.
END_OF_NAME = re.compile(r"\s*([\d(;,:/\[]|\bv\d|\bversion\b|\brelease\b| - |https?).*$", re.IGNORECASE | re.DOTALL)

UNNAMED = "(names no maker)"


def maker(entry: dict) -> str:
    said = entry["producer"] or entry["creator"]
    for pattern, name in MAKERS:
        if pattern.search(said):
            return name
    return END_OF_NAME.sub("", said).strip()[:40] or UNNAMED
