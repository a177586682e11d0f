"""Has EU DSS, pyHanko, poppler and MuPDF judge the documents that Great Seal signed, and DSS and pyHanko those that they refuse once
more as pyHanko signs them (control.py).

usage: accept.py FOLDER [--sample N]

FOLDER/accepted.jsonl is written anew, one line for each signed document. With --sample, every Nth is judged.
"""

import argparse
import json
from pathlib import Path

from control import Control
from judges import Dss, PyHanko
from viewers import Viewers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--sample", type=int, default=1)
    arguments = parser.parse_args()
    corpora = Path(arguments.folder).resolve()
    lines = (corpora / "signed.jsonl").read_text().splitlines()
    signed = [entry for entry in map(json.loads, lines) if entry["outcome"] == "signed"]
    tasks = [
        {"name": entry["file"], "original": str(corpora / "files" / entry["file"]),
         "file": str(corpora / "signed" / f"{entry['sha256'][:16]}.pdf"), "sha256": entry["signed_sha256"],
         "policy": "signed", "roots": str(corpora / "root.pem"), "at": (corpora / "time.txt").read_text()}
        for entry in signed[:: arguments.sample]
    ]
    judges = {"dss": Dss(corpora), "pyhanko": PyHanko(corpora), "viewers": Viewers(corpora)}
    for judge in judges.values():
        judge.judge(tasks)
    control = Control(corpora)
    controls = {task["name"]: {} for task in tasks}
    for name in ("dss", "pyhanko"):
        for task, verdict in control.verdicts(judges[name], tasks):
            controls[task["name"]][name] = verdict
    with (corpora / "accepted.jsonl").open("w") as out:
        for task in tasks:
            verdicts = {name: judge.verdict_on(task) for name, judge in judges.items()}
            out.write(json.dumps({**task, **verdicts, "control": controls[task["name"]]}) + "\n")


main()
