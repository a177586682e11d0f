"""Makes the software bill of materials of the program (CycloneDX 1.6, JSON), and checks it against its schema.

usage: bill.py CARGO_LOCK METADATA [FILE]

METADATA is what `cargo metadata` prints. The same lock file gives the same octets: there is no date and no drawn number in it.
"""

import json
import sys
import tomllib
import uuid
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

PROGRAM = "greatseal"


def reached(metadata: dict) -> dict[str, list[str]]:
    """Every package that is compiled into the program or runs while it is built, with what it needs itself."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    needs: dict[str, list[str]] = {}
    to_visit = [package["id"] for package in metadata["packages"] if package["name"] == PROGRAM]
    while to_visit:
        package = to_visit.pop()
        if package in needs:
            continue
        needs[package] = sorted(
            dependency["pkg"]
            for dependency in nodes[package]["deps"]
            if any(kind["kind"] in (None, "build") for kind in dependency["dep_kinds"])
        )
        to_visit += needs[package]
    return needs


def component(package: dict, checksums: dict[tuple[str, str], str]) -> dict:
    name, version = package["name"], package["version"]
    described = {
        "type": "application" if name == PROGRAM else "library",
        "bom-ref": reference(package),
        "name": name,
        "version": version,
        "purl": reference(package),
    }
    if package["license"]:
        # Some crates still write `A/B` for `A OR B`.
        described["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if checksum := checksums.get((name, version)):
        described["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return described


def reference(package: dict) -> str:
    return f"pkg:cargo/{package['name']}@{package['version'].replace('+', '%2B')}"


def main() -> None:
    lock_file, metadata_file, *out = sys.argv[1:]
    lock = Path(lock_file).read_bytes()
    locked = tomllib.loads(lock.decode())["package"]
    checksums = {(p["name"], p["version"]): p["checksum"] for p in locked if "checksum" in p}
    metadata = json.loads(Path(metadata_file).read_text())
    packages = {package["id"]: package for package in metadata["packages"]}
    needs = reached(metadata)
    ordered = sorted(needs, key=lambda package: reference(packages[package]))
    program = next(package for package in ordered if packages[package]["name"] == PROGRAM)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, lock.hex())}",
        "version": 1,
        "metadata": {"component": component(packages[program], checksums)},
        "components": [component(packages[package], checksums) for package in ordered if package != program],
        "dependencies": [
            {"ref": reference(packages[package]), "dependsOn": [reference(packages[need]) for need in needs[package]]}
            for package in ordered
        ],
    }
    text = json.dumps(bill, indent=2) + "\n"
    if problem := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"the bill is not as its schema wants it: {problem}")
    if out:
        Path(out[0]).write_text(text)
        print(f"{len(bill['components'])} components in {out[0]}")
    else:
        sys.stdout.write(text)


main()
