"""The other judges, and what they said already: a verdict is asked for once for each document and each judge's version."""

import hashlib
import json
from pathlib import Path
from typing import Iterable

from ledger import Ledger
from worker import Died, Worker, shared_out

JUDGES = Path(__file__).resolve().parent.parent / "judges"
# A large document takes half a minute here and there, and longer beside other work; a judge that needs five is not waited for.
SECONDS_FOR_A_DOCUMENT = 300


class Judge:
    """One of the scripts in scripts/judges, at work on tasks."""

    def __init__(self, name: str, script: str, sources: list[str], corpora: Path):
        self.name = name
        self.command = [str(JUDGES / script), "--tasks"]
        text = b"".join((JUDGES / source).read_bytes() for source in sources)
        self.version = hashlib.sha256(text).hexdigest()[:16]
        self.known = Ledger(corpora / f"verdicts-{name}.jsonl", lambda entry: entry["key"])

    def key(self, task: dict) -> str:
        return f"{self.version} {task['policy']} {task['at']} {task['sha256']}"

    def question(self, task: dict) -> str:
        raise NotImplementedError

    def verdict(self, answer: str) -> dict:
        raise NotImplementedError

    def _ask(self, worker: Worker, task: dict) -> dict:
        try:
            verdict = self.verdict(worker.ask(self.question(task)))
        except Died as problem:
            verdict = {"passed": False, "intact": None, "says": f"gave up: {problem}"}
        return {"key": self.key(task), **verdict}

    def judge(self, tasks: Iterable[dict]) -> None:
        """Afterwards `verdict_on` knows every one. A task is {"file", "sha256", "policy", "roots", "at"}."""
        missing = [task for task in tasks if self.key(task) not in self.known]
        make = lambda: Worker(self.command, SECONDS_FOR_A_DOCUMENT)
        self.known.add_all(shared_out(make, self._ask, missing))

    def verdict_on(self, task: dict) -> dict:
        return self.known[self.key(task)]


class Dss(Judge):
    def __init__(self, corpora: Path):
        super().__init__("dss", "dss.sh", ["dss/Judge.java", "dss/pom.xml"], corpora)

    def question(self, task: dict) -> str:
        return "\t".join([task["policy"], task["at"], task["roots"], task["file"]])

    def verdict(self, answer: str) -> dict:
        passed, intact, says = answer.rstrip("\n").split("\t", 2)
        return {"passed": passed == "passed", "intact": intact == "intact", "says": says}


class PyHanko(Judge):
    def __init__(self, corpora: Path):
        super().__init__("pyhanko", "pyhanko.sh", ["pyhanko/judge.py", "pyhanko/requirements.txt"], corpora)

    def question(self, task: dict) -> str:
        return json.dumps({name: task[name] for name in ("file", "roots", "at")})

    def verdict(self, answer: str) -> dict:
        said = json.loads(answer)
        return {"passed": said["passed"], "intact": said["intact"], "says": f"{said['verdict']} | {said['integrity']}"}
