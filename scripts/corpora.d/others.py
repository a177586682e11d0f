"""Has Signet, EU DSS and pyHanko judge the signed documents of others.

usage: others.py FOLDER PROGRAM [--sample N]

FOLDER/others.jsonl is written anew, one line for each file in FOLDER/anchors.jsonl.
"""

import argparse
import datetime
import json
from pathlib import Path

from judges import Dss, PyHanko
from worker import Died, Worker, shared_out

SECONDS_FOR_A_DOCUMENT = 60
OCTETS_OF_MEMORY = 1024 * 1024 * 1024


def verify(worker: Worker, task: dict) -> dict:
    at = int(datetime.datetime.fromisoformat(task["at"].replace("Z", "+00:00")).timestamp())
    try:
        answer = json.loads(worker.ask(json.dumps({"verify": task["file"], "roots": [task["roots"]], "at": at})))
    except Died as problem:
        return {**task, "signet": "died", "findings": [str(problem)]}
    report = answer["report"]
    findings = [report["unreadable"]] if report["unreadable"] else []
    for signature in report["signatures"]:
        told = [f"{finding['sub_indication']}: {finding['explanation']}" for finding in signature["findings"]]
        findings.append(f"{signature['field']} {signature['indication']} {'; '.join(told)}")
    sub = report["sub_indication"]
    return {**task, "signet": report["indication"], "sub_indication": sub, "findings": findings,
            "milliseconds": answer["milliseconds"]}


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
    dss.judge(tasks)
    pyhanko.judge(tasks)
    command = [arguments.program, "work"]
    make = lambda: Worker(command, SECONDS_FOR_A_DOCUMENT, OCTETS_OF_MEMORY)
    with (corpora / "others.jsonl").open("w") as out:
        for told in shared_out(make, verify, tasks):
            told["dss"], told["pyhanko"] = dss.verdict_on(told), pyhanko.verdict_on(told)
            out.write(json.dumps(told) + "\n")


main()
