"""Signs every unsigned document of the corpora at B-LT with the project's own program.

usage: sign.py FOLDER PROGRAM [--sample N]

FOLDER/signed.jsonl is written anew: one line for each file of the kinds `unsigned` and `damaged`, and for the encrypted,
whose refusal is to be true too. FOLDER/signed gets the signed documents. With --sample, every Nth file is enough.
"""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

from worker import Died, Worker, shared_out

SECONDS_FOR_A_DOCUMENT = 60
# Twice the largest file that is accepted (256 MiB), with the file itself and the program.
OCTETS_OF_MEMORY = 1024 * 1024 * 1024


def sign(worker: Worker, corpora: Path, entry: dict) -> dict:
    signed = corpora / "signed" / f"{entry['sha256'][:16]}.pdf"
    told = {key: entry[key] for key in ("file", "sha256", "octets")}
    try:
        answer = json.loads(worker.ask(json.dumps({"sign": str(corpora / "files" / entry["file"]), "to": str(signed)})))
    except Died as problem:
        return {**told, "outcome": "died", "why": str(problem)}
    told["memory"] = worker.most_memory()
    told.update({key: value for key, value in answer.items() if key != "own"})
    if answer["outcome"] == "signed":
        own = answer["own"]
        findings = [finding["explanation"] for signature in own["signatures"] for finding in signature["findings"]]
        told["own"] = own["indication"]
        told["own_findings"] = [own["unreadable"]] if own["unreadable"] else findings
        told["signed_sha256"] = hashlib.sha256(signed.read_bytes()).hexdigest()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("program")
    parser.add_argument("--sample", type=int, default=1)
    arguments = parser.parse_args()
    corpora = Path(arguments.folder).resolve()
    shutil.rmtree(corpora / "signed", ignore_errors=True)
    (corpora / "signed").mkdir()
    entries = {}
    for line in (corpora / "kinds.jsonl").read_text().splitlines():
        entry = json.loads(line)
        if entry["kind"] != "signed":
            entries.setdefault(entry["sha256"], entry)
    chosen = list(entries.values())[:: arguments.sample]
    command = [arguments.program, "work"]
    results = shared_out(
        lambda: Worker(command, SECONDS_FOR_A_DOCUMENT, OCTETS_OF_MEMORY),
        lambda worker, entry: sign(worker, corpora, entry),
        chosen,
    )
    with (corpora / "signed.jsonl").open("w") as out:
        for told in results:
            out.write(json.dumps(told) + "\n")
    print(f"{len(chosen)} documents tried", file=sys.stderr)


main()
