"""A program that judges or signs many documents: one process answers one line with one line, and each document has its
time and, where that is asked, its memory. What kills the process is known by that, and the next document gets a new one."""

import os
import queue
import resource
import select
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Iterable, Iterator


class Died(Exception):
    """The process ended, or took too long; the text says which."""


class Worker:
    def __init__(self, command: list[str], seconds: int, octets_of_memory: int | None = None):
        self.command = command
        self.seconds = seconds
        self.octets_of_memory = octets_of_memory
        self.process = None
        self.problems = tempfile.TemporaryFile()

    def _limit(self) -> None:
        if self.octets_of_memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (self.octets_of_memory, self.octets_of_memory))

    def ask(self, line: str) -> str:
        if self.process is None or self.process.poll() is not None:
            self.problems.truncate(0)
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.problems}
            self.process = subprocess.Popen(self.command, **pipes, preexec_fn=self._limit)
        # What the process needed for earlier documents does not count: proc(5), clear_refs.
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], self.seconds)
        if not ready:
            self.close()
            raise Died(f"more than {self.seconds} s")
        answer = self.process.stdout.readline()
        if not answer:
            self.process.wait()
            self.problems.seek(0)
            last = self.problems.read().decode(errors="replace").strip().splitlines()[-3:]
            raise Died(" ".join(last)[:300] or f"exit code {self.process.returncode}")
        return answer.decode()

    def most_memory(self) -> int:
        """Octets, since the last question."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        kibioctets = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        return int(kibioctets) * 1024

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def shared_out(make: Callable[[], Worker], work: Callable[[Worker, dict], dict], entries: Iterable[dict]) -> Iterator[dict]:
    """Every entry's result, in order, by as many workers as there are processors."""
    count = os.cpu_count() or 1
    idle: queue.Queue[Worker] = queue.Queue()
    for _ in range(count):
        idle.put(make())

    def with_worker(entry: dict) -> dict:
        worker = idle.get()
        try:
            return work(worker, entry)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(count) as pool:
        yield from pool.map(with_worker, entries)
    while not idle.empty():
        idle.get().close()
