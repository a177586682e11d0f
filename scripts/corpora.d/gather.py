"""Gathers PDF files that other programs made, from public packages, through each registry's ordinary client.

usage: gather.py SOURCES.tsv FOLDER

SOURCES.tsv names a registry, a package and its version on each line. FOLDER/files gets every PDF in those packages once,
FOLDER/downloads is where a package lies while it is read, FOLDER/sources.jsonl remembers what each package held, so that
a second run asks no registry again. A package that cannot be had is told and left out.
"""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Iterator

# One package may not become the whole corpus, nor one file the whole run.
MOST_FILES_OF_A_PACKAGE = 700
MOST_OCTETS_OF_A_FILE = 48 * 1024 * 1024
# A client that hangs is given up.
SECONDS_FOR_A_PACKAGE = 400
AT_ONCE = 4

ARCHIVE = re.compile(r"\.(zip|jar|whl|docx|crate|tgz|tar|tar\.gz|tar\.xz|tar\.bz2)$", re.IGNORECASE)
DOCUMENT = re.compile(r"\.(pdf|pdf\.gz)$", re.IGNORECASE)


def run(arguments: list[str], folder: Path, **changes: str) -> str:
    result = subprocess.run(
        arguments,
        cwd=folder,
        env={**os.environ, **changes},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS_FOR_A_PACKAGE,
    )
    if result.returncode:
        lines = [line for line in (result.stderr + result.stdout).splitlines() if line.strip()]
        raise OSError(lines[-1][:200] if lines else f"exit code {result.returncode}")
    return result.stdout


def pypi(package: str, version: str, folder: Path) -> None:
    run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", package, f"{package}=={version}"], folder)


def wheel(package: str, version: str, folder: Path) -> None:
    run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", package, f"{package}=={version}"], folder)


def npm(package: str, version: str, folder: Path) -> None:
    run(["npm", "pack", "--silent", "--ignore-scripts", f"{package}@{version}"], folder)


def go(package: str, version: str, folder: Path) -> None:
    answer = json.loads(run(["go", "mod", "download", "-json", f"{package}@{version}"], folder, GOFLAGS="-mod=mod"))
    shutil.copy(answer["Zip"], folder)


def crate(package: str, version: str, folder: Path) -> None:
    """Cargo gives a package's source to whoever depends on it."""
    (folder / "src").mkdir()
    (folder / "src" / "lib.rs").write_text("")
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "reader-of-packages"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n'
        f'[dependencies]\n{package} = {{ version = "={version}", default-features = false }}\n'
    )
    run(["cargo", "vendor", "--quiet", "--versioned-dirs", "vendored"], folder)
    for other in (folder / "vendored").iterdir():
        if other.name != f"{package}-{version}":
            shutil.rmtree(other)


def maven(package: str, version: str, folder: Path) -> None:
    """`group:artifact` or `group:artifact:classifier`."""
    group, artifact, *classifier = package.split(":")
    coordinates = ":".join([group, artifact, version, "jar", *classifier])
    copy = ["dependency:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={folder}"]
    run(["mvn", "--quiet", "--batch-mode", *copy], folder)


def debian(package: str, version: str, folder: Path) -> None:
    """Debian keeps one version of a package in a release: the newest is taken."""
    run(["apt-get", "download", "--quiet", package], folder)
    for archive in folder.glob("*.deb"):
        run(["dpkg-deb", "--extract", archive.name, "unpacked"], folder)
        archive.unlink()


CLIENTS = {"pypi": pypi, "wheel": wheel, "npm": npm, "go": go, "crate": crate, "maven": maven, "debian": debian}


def members(name: str, octets: bytes) -> Iterator[tuple[str, bytes]]:
    """The PDF files in an archive, and in the archives in it."""
    try:
        if re.search(r"\.(zip|jar|whl)$", name, re.IGNORECASE):
            with zipfile.ZipFile(io.BytesIO(octets)) as archive:
                for each in archive.infolist():
                    if wanted(each.filename, each.file_size):
                        yield from documents(f"{name}/{each.filename}", archive.read(each))
        else:
            with tarfile.open(fileobj=io.BytesIO(octets)) as archive:
                for each in archive:
                    if each.isfile() and wanted(each.name, each.size):
                        yield from documents(f"{name}/{each.name}", archive.extractfile(each).read())
    except (tarfile.TarError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        return


def wanted(name: str, size: int) -> bool:
    # What a Macintosh's archiver puts beside every file is none.
    if "__MACOSX" in name or name.rsplit("/", 1)[-1].startswith("._"):
        return False
    return size <= MOST_OCTETS_OF_A_FILE and bool(DOCUMENT.search(name) or ARCHIVE.search(name))


def documents(name: str, octets: bytes) -> Iterator[tuple[str, bytes]]:
    if name.lower().endswith(".pdf.gz"):
        try:
            yield name[:-3], gzip.decompress(octets)
        except (OSError, EOFError):
            return
    elif DOCUMENT.search(name):
        yield name, octets
    else:
        yield from members(name, octets)


def found_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = str(path.relative_to(folder))
        if ARCHIVE.search(name) or wanted(name, path.stat().st_size):
            yield from documents(name, path.read_bytes())


def gather(registry: str, package: str, version: str, corpora: Path) -> dict:
    told = {"registry": registry, "package": package, "version": version, "files": 0, "problem": None}
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", package)
    downloads = corpora / "downloads" / f"{registry}-{plain}-{version}"
    shutil.rmtree(downloads, ignore_errors=True)
    downloads.mkdir(parents=True)
    try:
        CLIENTS[registry](package, version, downloads)
        for name, octets in found_in(downloads):
            if told["files"] >= MOST_FILES_OF_A_PACKAGE:
                break
            # The name holds the content's digest: the same file in two packages is found by it.
            digest = hashlib.sha256(octets).hexdigest()[:16]
            stem = re.sub(r"[^A-Za-z0-9.-]+", "_", name.rsplit("/", 1)[-1])[-60:]
            path = corpora / "files" / registry / plain / f"{digest}-{stem}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(octets)
            told["files"] += 1
    except (OSError, subprocess.TimeoutExpired) as problem:
        told["problem"] = str(problem)
    shutil.rmtree(downloads, ignore_errors=True)
    return told


def read_sources(path: Path) -> list[tuple[str, str, str]]:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [tuple(line.split("\t")) for line in lines]


def main(sources: str, folder: str) -> None:
    corpora = Path(folder).resolve()
    corpora.mkdir(parents=True, exist_ok=True)
    ledger = corpora / "sources.jsonl"
    known = [json.loads(line) for line in ledger.read_text().splitlines()] if ledger.exists() else []
    had = {(each["registry"], each["package"], each["version"]) for each in known if not each["problem"]}
    missing = [source for source in read_sources(Path(sources)) if source not in had]
    with ThreadPoolExecutor(AT_ONCE) as workers, ledger.open("a") as out:
        for work in as_completed([workers.submit(gather, *source, corpora) for source in missing]):
            told = work.result()
            print(f"{told['registry']} {told['package']} {told['version']}: {told['problem'] or told['files']}", file=sys.stderr)
            out.write(json.dumps(told) + "\n")
            out.flush()


main(*sys.argv[1:])
