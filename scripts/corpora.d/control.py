"""The control: where a judge refuses what Great Seal signed, pyHanko signs the same document, and the same judge is asked. A judge
that calls that copy broken too does not accept the original, whoever signs it. pyHanko does not accept one either of which it
refuses to read an object, or whose /Info and metadata are not as its rules demand of every version: where it signs, it writes
some of them anew."""

import hashlib
import logging
import shutil
from io import BytesIO
from pathlib import Path
from typing import Iterator

from cryptography.hazmat.primitives.asymmetric import ec

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis.rules.metadata_rules import MetadataUpdateRule
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference

from foreign import NOW, Country, sign
from judges import Judge

# As Great Seal does: with the evidence in a version of its own behind the signature, for which a judge compares the versions.
BEHIND = DSSContentSettings(placement=SigDSSPlacementPreference.SEPARATE_REVISION)
# So many that the judge accepted are signed by pyHanko too: a control that called everything broken would prove nothing.
EVERY = 100


class Control:
    def __init__(self, corpora: Path):
        self.folder = corpora / "control"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.country = Country()
        self.signer = self.country.signer("Anjali Specimen", ec.generate_private_key(ec.SECP256R1()))
        self.roots = self.folder / "root.pem"
        self.roots.write_bytes(self.country.root.pem())
        logging.disable(logging.CRITICAL)

    @staticmethod
    def _unreadable(task: dict) -> str | None:
        """What pyHanko does not read of the original, looking at all that the document leads to, or what of the original its
        rules allow in no version that is signed."""
        try:
            reader = PdfFileReader(BytesIO(Path(task["original"]).read_bytes()))
            to_visit, known = [reader.trailer.raw_get(key) for key in reader.trailer.keys()], set()
            while to_visit:
                value = to_visit.pop()
                if isinstance(value, generic.IndirectObject):
                    if value.reference in known:
                        continue
                    known.add(value.reference)
                    value = value.get_object()
                if isinstance(value, generic.DictionaryObject):
                    to_visit += [value.raw_get(key) for key in value]
                elif isinstance(value, generic.ArrayObject):
                    to_visit += [value.raw_get(place) for place in range(len(value))]
            if "/Info" in reader.trailer:
                reader.trailer.get_value_as_reference("/Info")
            if "/Metadata" in reader.root:
                MetadataUpdateRule.is_well_formed_xml(reader.root.get_value_as_reference("/Metadata"))
        except Exception as problem:  # Whatever it stumbles over, it does not read the document.
            return f"does not read the original: {type(problem).__name__}: {problem}"[:200]
        return None

    def _copy(self, task: dict) -> dict:
        """The task for the copy; with `refused` in place of a file where pyHanko does not sign it."""
        path = self.folder / Path(task["file"]).name
        try:
            original = Path(task["original"]).read_bytes()
            signed = sign(self.country, original, self.signer, "LT", "Control", dss_settings=BEHIND)
        except Exception as problem:  # Whatever it stumbles over, it does not sign the document.
            return {"refused": f"does not sign it: {type(problem).__name__}: {problem}"[:200]}
        path.write_bytes(signed)
        digest = hashlib.sha256(signed).hexdigest()
        at = NOW.isoformat().replace("+00:00", "Z")
        return {**task, "file": str(path), "sha256": digest, "roots": str(self.roots), "at": at}

    def verdicts(self, judge: Judge, tasks: list[dict]) -> Iterator[tuple[dict, dict]]:
        """Of the tasks, those that the judge refused and some that it accepted, with its verdict on the copy."""
        refused = [task for task in tasks if not judge.verdict_on(task)["passed"]]
        accepted = [task for task in tasks if judge.verdict_on(task)["passed"]]
        copies = [(task, self._copy(task)) for task in [*refused, *accepted[::EVERY]]]
        judge.judge(copy for _, copy in copies if "file" in copy)
        for task, copy in copies:
            unreadable = self._unreadable(task) if judge.name == "pyhanko" and task in refused else None
            if unreadable:
                yield task, {"intact": False, "says": unreadable}
            elif "file" in copy:
                yield task, judge.verdict_on(copy)
            else:
                # That pyHanko does not sign a document says what pyHanko thinks of it, and nothing of other judges.
                intact = False if judge.name == "pyhanko" else None
                yield task, {"intact": intact, "says": copy["refused"]}
