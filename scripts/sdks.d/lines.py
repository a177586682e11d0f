"""Holds what docs/integrate.md counts against its programs and the vectors."""

import json
import sys
from pathlib import Path

PROGRAMS = {
    "Python": ("login.py", "sign.py"),
    "TypeScript": ("login.ts", "sign.ts"),
    "Java": ("Login.java", "Sign.java"),
    "curl and openssl": ("ask.sh", None),
}
page, folder, vectors = Path(sys.argv[1]).read_text(), Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text())
forged = len(vectors["forged"])
if f"and {forged}\nforgeries" not in page:
    sys.exit(f"docs/integrate.md should say that there are {forged} forgeries")


def lines(name: str | None) -> str:
    return str(sum(1 for line in (folder / name).read_text().splitlines() if line.strip())) if name else "–"


for language, (login, signed) in PROGRAMS.items():
    row = f"| {language} | {lines(login)} | {lines(signed)} |"
    if row not in page:
        sys.exit(f"docs/integrate.md should say: {row}")
