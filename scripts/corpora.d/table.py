"""The acceptance table: what became of the documents of others, by maker and by reason, against the targets.

usage: table.py FOLDER [--json] [--every]

The exit code is 1 when a target is missed. Every file on which somebody disagrees is named. With --every, each document is
to be signed and accepted, but for what expected.tsv names with its reason, and nothing is asked of the verifier. What no judge was
asked about is no target.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from makers import UNNAMED, maker

# Issued with the order for this table.
SIGNED_OF_REAL_MAKERS = 0.98
NOT_CALLED_FAILED = 0.97
EXPECTED = Path(__file__).parent / "expected.tsv"


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def reason(entry: dict) -> str:
    """A refusal without what is peculiar to one file."""
    why = re.sub(r" ?\(?(/XRefStm )?at byte \d+\)?", "", entry["why"]).split("; programs repair")[0]
    why = re.sub(r"the key /\S+", "the key /…", why)
    return f"{entry.get('error', entry['outcome'])}: {re.sub(r'[0-9]+', 'N', why)}"


def expected() -> dict[tuple[str, str], str]:
    """Words of the reason, by the file's name and who refuses it."""
    lines = [line for line in EXPECTED.read_text().splitlines() if line and not line.startswith("#")]
    return {(file, who): why for file, who, why in (line.split("\t") for line in lines)}


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


class Table:
    def __init__(self, corpora: Path):
        self.kinds = {entry["sha256"]: entry for entry in read(corpora / "kinds.jsonl")}
        self.tried = read(corpora / "signed.jsonl")
        self.accepted = read(corpora / "accepted.jsonl")
        self.others = read(corpora / "others.jsonl")

    def of_kind(self, kind: str) -> list[dict]:
        return [entry for entry in self.tried if self.kinds[entry["sha256"]]["kind"] == kind]

    def by_maker(self) -> dict[str, dict]:
        rows: dict[str, Counter] = defaultdict(Counter)
        for entry in self.of_kind("unsigned"):
            rows[maker(self.kinds[entry["sha256"]])].update(["files", entry["outcome"]])
        return {name: dict(row) for name, row in sorted(rows.items(), key=lambda each: -each[1]["files"])}

    def refused(self, kind: str) -> dict[str, list[str]]:
        rows = defaultdict(list)
        for entry in self.of_kind(kind):
            if entry["outcome"] != "signed":
                rows[reason(entry)].append(entry["file"])
        return dict(sorted(rows.items(), key=lambda each: -len(each[1])))

    def broken_promises(self) -> list[str]:
        """What must never be, of the documents that were signed or refused."""
        found = []
        for entry in self.tried:
            if entry["outcome"] == "died":
                found.append(f"{entry['file']}: the program died: {entry['why']}")
            elif entry["outcome"] == "refused" and entry["step"] != "prepare":
                found.append(f"{entry['file']}: refused only at {entry['step']}, after a phone was asked: {entry['why']}")
            elif entry["outcome"] == "signed" and not entry["original_first"]:
                found.append(f"{entry['file']}: its octets do not come first")
            elif entry["outcome"] == "signed" and entry["own"] != "TOTAL-PASSED":
                found.append(f"{entry['file']}: our own verifier says {entry['own']}: {entry['own_findings']}")
        return found

    def not_as_expected(self) -> list[str]:
        """Of a folder of which everything is known: what is refused for no listed reason, or signed in spite of one."""
        known, found = expected(), []
        for entry in self.tried:
            why = known.get((entry["file"], "Great Seal"))
            if entry["outcome"] == "signed" and why:
                found.append(f"{entry['file']}: is signed, and was to be refused: {why}")
            elif entry["outcome"] != "signed" and not (why and entry["outcome"] == "refused" and why in entry["why"]):
                found.append(f"{entry['file']}: {reason(entry)}")
        return found

    def judged(self, every: bool) -> dict:
        """Of the documents that were signed, which the others do not accept; with `every`, but for what is expected."""
        known = expected() if every else {}
        names = ("EU DSS", "pyHanko", "poppler", "shown as before")
        rows = {name: {"files": 0, "accepted": 0, "not": [], "nor as pyHanko signs it": []} for name in names}

        def tell(name: str, task: dict, accepted: bool, says: str, control: dict | None = None) -> None:
            why = known.get((task["name"], name))
            if why and not accepted and why in says:
                return
            gave_up = control and says.startswith("gave up") and control["says"].startswith("gave up")
            if not accepted and control and (control["intact"] is False or gave_up):
                rows[name]["nor as pyHanko signs it"].append(f"{task['name']}: {says}; of the other: {control['says']}")
                return
            rows[name]["files"] += 1
            rows[name]["accepted"] += accepted
            if not accepted:
                rows[name]["not"].append(f"{task['name']}: {says}")

        for task in self.accepted:
            for name, key in (("EU DSS", "dss"), ("pyHanko", "pyhanko")):
                tell(name, task, task[key]["passed"], task[key]["says"], task["control"].get(key))
            viewers = task["viewers"]
            tell("poppler", task, viewers["poppler"] == "Signature is Valid.", viewers["poppler"])
            tell("shown as before", task, not viewers["differences"], ", ".join(viewers["differences"]))
        return rows

    def blind_controls(self) -> list[str]:
        """Documents that a judge accepts of Great Seal and calls broken of pyHanko, though pyHanko opens the original: the control
        proves nothing then."""
        kind = {entry["file"]: self.kinds[entry["sha256"]] for entry in self.tried}
        return [
            f"{task['name']}: {name}: {control['says']}"
            for task in self.accepted
            for name, control in task["control"].items()
            if task[name]["passed"] and control["intact"] is False and kind[task["name"]]["readers"]["pyhanko"] == "opens"
        ]

    def verified(self) -> dict:
        intact = [each for each in self.others if each["dss"]["intact"] and each["pyhanko"]["intact"]]
        broken = [each for each in self.others if each["dss"]["intact"] is False and each["pyhanko"]["intact"] is False]

        def told(each: dict) -> str:
            return f"{each['name']}: {' | '.join(each['findings'])[:400]}"

        return {
            "files": len(self.others),
            "intact for both": len(intact),
            "of these called failed": [told(each) for each in intact if each["greatseal"] in ("TOTAL-FAILED", "died")],
            "broken for both": len(broken),
            "of these passed": [told(each) for each in broken if each["greatseal"] == "TOTAL-PASSED"],
            "died": [told(each) for each in self.others if each["greatseal"] == "died"],
        }

    def real_makers(self) -> dict:
        named = [row for name, row in self.by_maker().items() if name != UNNAMED]
        signed, files = sum(row.get("signed", 0) for row in named), sum(row["files"] for row in named)
        return {"files": files, "signed": signed, "share": share(signed, files)}

    def targets(self, every: bool) -> dict[str, bool]:
        targets = {"every promise of signing is kept": not self.broken_promises()}
        if every:
            targets["every document is signed, or refused for the reason listed"] = not self.not_as_expected()
        else:
            targets["98 % of the files of real makers are signed"] = self.real_makers()["share"] >= SIGNED_OF_REAL_MAKERS
        if self.accepted:
            targets.update({f"all accepted: {name}": not row["not"] for name, row in self.judged(every).items()})
            targets["what is accepted of Great Seal is intact for the same judge as pyHanko signs it"] = not self.blind_controls()
        if self.others:
            verified = self.verified()
            intact, failed = verified["intact for both"], len(verified["of these called failed"])
            passed = verified["of these passed"]
            targets["97 % of intact files of others are not called failed"] = share(intact - failed, intact) >= NOT_CALLED_FAILED
            targets["nothing broken passes"] = verified["broken for both"] > 0 and not passed
        return targets

    def figures(self, every: bool) -> dict:
        return {
            "gathered": dict(Counter(entry["kind"] for entry in self.kinds.values())),
            "of real makers": self.real_makers(),
            "by maker": self.by_maker(),
            "refused": self.refused("unsigned"),
            "damaged for everybody": self.refused("damaged"),
            "encrypted": self.refused("encrypted"),
            "broken promises": self.broken_promises(),
            "not as expected": self.not_as_expected() if every else [],
            "judged": self.judged(every),
            "blind controls": self.blind_controls(),
            "others": self.verified(),
            "targets": self.targets(every),
        }


def lines(figures: dict) -> list[str]:
    real = figures["of real makers"]
    text = ["gathered: " + ", ".join(f"{count} {kind}" for kind, count in figures["gathered"].items())]
    text += ["", f"{'maker':44} files signed"]
    for name, row in figures["by maker"].items():
        text.append(f"{name:44} {row['files']:5} {row.get('signed', 0):6}")
    text.append(f"{'all that name a maker':44} {real['files']:5} {real['signed']:6} {100 * real['share']:.2f} %")
    for title in ("refused", "encrypted", "damaged for everybody"):
        text += ["", f"{title}: {sum(map(len, figures[title].values()))} refused"]
        for why, files in figures[title].items():
            text.append(f"{len(files):5}  {why}")
            text += [f"         {name}" for name in files[:3]]
    text += ["", "broken promises: " + str(len(figures["broken promises"]))] + figures["broken promises"]
    text += ["", "not as expected: " + str(len(figures["not as expected"]))] + figures["not as expected"]
    text += ["", f"{'signed documents before':24} files accepted"]
    for name, row in figures["judged"].items():
        text.append(f"{name:24} {row['files']:5} {row['accepted']:8}")
        text += [f"    {problem}" for problem in row["not"]]
        nor = row["nor as pyHanko signs it"]
        text += [f"    not counted, refused as pyHanko signs them too: {len(nor)}", *(f"        {problem}" for problem in nor)]
    text += ["", f"blind controls: {len(figures['blind controls'])}", *figures["blind controls"]]
    text += ["", "signed documents of others"]
    for name, value in figures["others"].items():
        text.append(f"{name}: {len(value) if isinstance(value, list) else value}")
        text += [f"    {problem}" for problem in value] if isinstance(value, list) else []
    text += ["", "targets"] + [f"{'met   ' if met else 'MISSED'} {name}" for name, met in figures["targets"].items()]
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--every", action="store_true")
    arguments = parser.parse_args()
    figures = Table(Path(arguments.folder)).figures(arguments.every)
    print(json.dumps(figures, indent=1, ensure_ascii=False) if arguments.json else "\n".join(lines(figures)))
    sys.exit(0 if all(figures["targets"].values()) else 1)


main()
