"""What is known already, one JSON object a line: a run that is broken off goes on where it was, and a verdict that cannot
have changed is not asked for again."""

import json
from pathlib import Path
from typing import Callable, Iterable


class Ledger:
    """Entries by a key of theirs; the newest of a key counts."""

    def __init__(self, path: Path, key: Callable[[dict], str]):
        self.path = path
        self.key = key
        self.entries: dict[str, dict] = {}
        if path.exists():
            for line in path.read_text().splitlines():
                entry = json.loads(line)
                self.entries[key(entry)] = entry

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __getitem__(self, key: str) -> dict:
        return self.entries[key]

    def add_all(self, entries: Iterable[dict]) -> None:
        with self.path.open("a") as out:
            for entry in entries:
                self.entries[self.key(entry)] = entry
                out.write(json.dumps(entry) + "\n")
                out.flush()
