"""Has Great Seal, EU DSS and pyHanko judge the signed documents of others.

usage: others.py FOLDER PROGRAM [--sample N]

FOLDER/others.jsonl is written anew, one line for each file in FOLDER/anchors.jsonl, and for altered copies (an octet
changed, a page and a comment added: scripts/judges/alter.py) of those that both judges find intact. What is wrong with
an altered copy the judges say too: it proves something where both call it broken.
"""

import argparse
import datetime
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from judges import JUDGES, Dss, Judge, PyHanko
from worker import Died, Worker, shared_out

SECONDS_FOR_A_DOCUMENT = 60
OCTETS_OF_MEMORY = 1024 * 1024 * 1024


def verify(worker: Worker, task: dict) -> dict:
    at = int(datetime.datetime.fromisoformat(task["at"].replace("Z", "+00:00")).timestamp())
    try:
        answer = json.loads(worker.ask(json.dumps({"verify": task["file"], "roots": [task["roots"]], "at": at})))
    except Died as problem:
        return {**task, "greatseal": "died", "findings": [str(problem)]}
    report = answer["report"]
    findings = [report["unreadable"]] if report["unreadable"] else []
    for signature in report["signatures"]:
        told = [f"{finding['sub_indication']}: {finding['explanation']}" for finding in signature["findings"]]
        findings.append(f"{signature['field']} {signature['indication']} {'; '.join(told)}")
    sub = report["sub_indication"]
    return {**task, "greatseal": report["indication"], "sub_indication": sub, "findings": findings,
            "milliseconds": answer["milliseconds"]}


def judge(tasks: list[dict], *judges: Judge) -> None:
    for each in judges:
        each.judge(tasks)


def altered(corpora: Path, task: dict) -> list[dict]:
    """Copies of one document, each with one change, judged as it was."""
    folder = corpora / "altered" / task["sha256"][:16]
    if not folder.exists():
        # A run that is broken off leaves no folder that looks whole.
        half = folder.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        command = [sys.executable, str(JUDGES / "alter.py"), task["file"], str(half)]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS_FOR_A_DOCUMENT, check=False)
        except subprocess.TimeoutExpired:
            print(f"{task['name']}: not every alteration was found in time", file=sys.stderr)
        half.rename(folder)
    copies = []
    for path in sorted(folder.glob("*.pdf")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        copies.append({**task, "name": f"{task['name']} ({path.stem} altered)", "file": str(path), "sha256": digest})
    return copies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("program")
    parser.add_argument("--sample", type=int, default=1)
    arguments = parser.parse_args()
    corpora = Path(arguments.folder).resolve()
    entries = [json.loads(line) for line in (corpora / "anchors.jsonl").read_text().splitlines()]
    tasks = [
        {"name": entry["file"], "file": str(corpora / "files" / entry["file"]), "sha256": entry["sha256"],
         "policy": "default", "roots": entry["roots"], "at": entry["at"]}
        for entry in entries[:: arguments.sample]
    ]
    dss, pyhanko = Dss(corpora), PyHanko(corpora)
    judge(tasks, dss, pyhanko)
    intact = [task for task in tasks if dss.verdict_on(task)["intact"] and pyhanko.verdict_on(task)["intact"]]
    copies = [copy for task in intact for copy in altered(corpora, task)]
    judge(copies, dss, pyhanko)
    command = [arguments.program, "work"]
    make = lambda: Worker(command, SECONDS_FOR_A_DOCUMENT, OCTETS_OF_MEMORY)
    with (corpora / "others.jsonl").open("w") as out:
        for told in shared_out(make, verify, [*tasks, *copies]):
            told["dss"], told["pyhanko"] = dss.verdict_on(told), pyhanko.verdict_on(told)
            out.write(json.dumps(told) + "\n")


main()
