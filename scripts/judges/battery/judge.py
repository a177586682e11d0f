"""Judges the battery: FOLDER has a list (edits.tsv) of altered copies of signed documents, each with what it was built to be
and Great Seal's verdict.

usage: judge.py FOLDER [--agreement TABLE]

  1. No edit that Great Seal passes shows other pixels, other characters, another outline, other attachments or scripts than the
     document before it, in any reader; none makes a reader repair the file; none hides a signature.
  2. No forbidden edit passes, no permitted one is refused.
  3. Where pyHanko's policy of differences says otherwise than Great Seal, or crashes, that is explained in differences.toml.

Exit code 0 when all three hold.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import re
import sys
import tomllib

import policy
import readers

Edit = collections.namedtuple("Edit", "file kind name expected verdict")


def edits_of(folder):
    lines = (folder / "edits.tsv").read_text(encoding="utf-8").splitlines()
    return [Edit(*line.split("\t")) for line in lines]


def examined(task):
    """Everything about one file that takes time; runs in a process of its own."""
    path, with_readers = task
    seen = readers.shown(path) if with_readers else (None, False)
    return seen, policy.opinion(path)


def looked_at(folder, edits):
    """By file: what readers show of it, whether it was repaired, and pyHanko's opinion."""
    originals = sorted({f"{edit.file.split('/')[0]}/before.pdf" for edit in edits})
    files = originals + [edit.file for edit in edits]
    with concurrent.futures.ProcessPoolExecutor() as pool:
        results = pool.map(examined, [(str(folder / file), True) for file in files], chunksize=8)
        return dict(zip(files, results))


def difference(edit, found):
    """What a person would notice, or an empty text."""
    (before, repaired_before), (_, _, signatures_before) = found[f"{edit.file.split('/')[0]}/before.pdf"]
    (after, repaired), (_, _, signatures) = found[edit.file]
    noticed = [name for name in before if before[name] != after[name]]
    if repaired and not repaired_before:
        noticed.append("repaired by MuPDF")
    if edit.verdict == "passed" and signatures is not None and signatures < signatures_before:
        noticed.append("signatures that pyHanko lists")
    return ", ".join(noticed)


def explanation(edit, opinion, why, known):
    """Every entry says what Great Seal and pyHanko say; of which kinds and names of edits, and why pyHanko says so, where it matters."""
    for entry in known:
        fits = edit.kind in entry.get("kinds", [edit.kind]) and re.search(entry.get("name", ""), edit.name)
        if fits and (entry["greatseal"], entry["pyhanko"]) == (edit.verdict, opinion) and re.search(entry.get("why", ""), why):
            return entry["because"]
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--agreement", type=pathlib.Path)
    arguments = parser.parse_args()
    all_edits = edits_of(arguments.folder)
    written = [edit for edit in all_edits if (arguments.folder / edit.file).exists()]
    found = looked_at(arguments.folder, written)
    known = tomllib.loads((pathlib.Path(__file__).parent / "differences.toml").read_text(encoding="utf-8"))["difference"]
    failures, visible, table, unexplained = [], 0, collections.Counter(), []
    for edit in all_edits:
        if (edit.expected, edit.verdict) in [("forbidden", "passed"), ("permitted", "refused")]:
            failures.append(f"{edit.file} {edit.kind}: {edit.name} is {edit.expected} and {edit.verdict}")
    for edit in written:
        noticed = difference(edit, found)
        visible += bool(noticed)
        if noticed and edit.verdict == "passed":
            failures.insert(0, f"{edit.file} {edit.kind}: {edit.name} ({edit.expected}) passes, and differs: {noticed}")
        opinion, why, _ = found[edit.file][1]
        reason = explanation(edit, opinion, why, known) if opinion != edit.verdict else "they agree"
        table[(edit.kind, edit.verdict, opinion, reason or "NOT EXPLAINED")] += 1
        if reason is None:
            unexplained.append(f"{edit.file} {edit.kind}: {edit.name}: Great Seal {edit.verdict}, pyHanko {opinion} ({why})")
    lines = [f"{count:6}  {kind}: Great Seal {ours}, pyHanko {theirs}: {why}" for (kind, ours, theirs, why), count in sorted(table.items())]
    print("\n".join(lines))
    print("\n".join(failures[:400] + unexplained[:400]))
    print(
        f"{len(all_edits)} edits, {len(written)} looked at, {visible} of them show a difference in some reader; "
        f"{len(failures)} wrong, {len(unexplained)} differences from pyHanko not explained"
    )
    if arguments.agreement:
        arguments.agreement.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(1 if failures or unexplained else 0)


if __name__ == "__main__":
    main()
