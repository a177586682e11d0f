"""Judges signed PDF files with pyHanko, offline, with the given roots as the only trust anchors.

A file passes when it has a signature and, for every one:
  - pyHanko's validation at the time of the time-stamp calls it valid and trusted, every certificate's revocation checked
    with what the document brings along, and finds nothing after signing but long-term validation updates;
  - the time-stamp is trusted;
  - at the moment of judging, pyHanko's AdES validation with time (EN 319 102-1, 5.5) gives PASSED.

With --tasks alone, tasks come as lines on standard input: {"file", "roots", "at"}. Each is answered with one line: what
passes, as above, and whether the document is intact: every signature and time-stamp verifies, and nothing after it is
more than it permits, whatever the certificates are worth. `intact` is null where pyHanko does not know an algorithm, or
refuses it as too weak, and cannot say.
"""

import argparse
import asyncio
import datetime
import json
import logging
import os
import sys

from asn1crypto import crl, ocsp
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_with_time_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import DisallowedAlgorithmError, NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    FreshnessReqType,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

DECLARED = RevocationCheckingRule.CHECK_IF_DECLARED


class Store:
    """What the document brings along."""

    def __init__(self, reader):
        store = DocumentSecurityStore.read_dss(reader)
        self.certificates = list(store.load_certs())
        self.answers = [ocsp.OCSPResponse.load(stream.get_object().data) for stream in store.ocsps]
        self.lists = [crl.CertificateList.load(stream.get_object().data) for stream in store.crls]

    def context(self, roots, moment):
        """For validation at `moment`; answers that were made a little later speak for it."""
        return ValidationContext(
            trust_roots=roots,
            other_certs=self.certificates,
            ocsps=self.answers,
            crls=self.lists,
            moment=moment,
            allow_fetching=False,
            revocation_mode="hard-fail",
            retroactive_revinfo=True,
        )

    def specification(self, roots):
        """For AdES validation: nothing from the network."""
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=roots),
            revinfo_policy=CertRevTrustPolicy(
                RevocationCheckingPolicy(DECLARED, DECLARED),
                # Embedded answers are as old as the signature, and need not be younger.
                freshness=datetime.timedelta(days=20 * 365),
                freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
            ),
        )
        answers = [container for answer in self.answers for container in OCSPContainer.load_multi(answer)]
        return SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY),
            local_knowledge=LocalKnowledge(
                known_ocsps=answers,
                known_crls=[CRLContainer(crl_data=each) for each in self.lists],
                known_certs=self.certificates,
            ),
        )


def stamp_time(signature):
    """What the signature-time-stamp attribute says, believed only after validation."""
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return None


async def judge_signature(store, signature, roots, moment):
    """None when it holds, else what is wrong."""
    stamped = stamp_time(signature)
    if stamped is None:
        return "no time-stamp"
    status = await async_validate_pdf_signature(
        signature,
        signer_validation_context=store.context(roots, stamped),
        ts_validation_context=store.context(roots, stamped),
    )
    if not status.bottom_line:
        return f"not valid: {status.summary()}"
    if status.timestamp_validity is None or not status.timestamp_validity.trusted:
        return "the time-stamp is not trusted"
    if status.modification_level > ModificationLevel.LTA_UPDATES:
        return f"modified: {status.modification_level.name}"
    result = await ades_with_time_validation(
        signature.signed_data,
        store.specification(roots),
        timing_info=ValidationTimingInfo(validation_time=moment, best_signature_time=moment, point_in_time_validation=False),
        raw_digest=signature.compute_digest(),
    )
    if result.ades_subindic.status.name != "PASSED":
        return f"AdES: {result.ades_subindic} {result.failure_msg or ''}"
    return None


async def judge(path, roots, moment):
    try:
        with open(path, "rb") as file:
            reader = PdfFileReader(file)
            signatures = list(reader.embedded_regular_signatures)
            if not signatures:
                return False, "no signature"
            store = Store(reader)
            for signature in signatures:
                problem = await judge_signature(store, signature, roots, moment)
                if problem:
                    return False, problem
            return True, "valid and trusted, AdES PASSED"
    except NoDSSFoundError:
        return False, "no evidence in the document"
    except (PdfError, SignatureValidationError, ValueError) as problem:
        return False, f"unreadable or refused: {problem}"


async def integrity(path):
    """Of the whole document: True, False, or None where it cannot be told; and why."""
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        if not reader.embedded_signatures:
            return False, "no signature"
        for signature in reader.embedded_signatures:
            nobody = ValidationContext(trust_roots=[], allow_fetching=False)
            stamp = signature.sig_object_type == "/DocTimeStamp"
            validate = async_validate_pdf_timestamp if stamp else async_validate_pdf_signature
            try:
                status = await validate(signature, nobody)
            except (DisallowedAlgorithmError, UnsupportedAlgorithm, NotImplementedError) as problem:
                return None, f"{signature.field_name}: {problem}"
            if not (status.intact and status.valid):
                return False, f"{signature.field_name}: intact {status.intact}, valid {status.valid}"
            if status.modification_level == ModificationLevel.OTHER or status.docmdp_ok is False:
                return False, f"{signature.field_name}: {status.modification_level.name}, permitted {status.docmdp_ok}"
        return True, "intact"


def guarded(question):
    """Documents of others fail in every way there is."""
    try:
        return asyncio.run(question)
    except Exception as problem:
        return False, f"{type(problem).__name__}: {problem}"


def answer_tasks():
    for line in sys.stdin:
        task = json.loads(line)
        roots = list(load_certs_from_pemder([task["roots"]])) if os.path.getsize(task["roots"]) else []
        moment = datetime.datetime.fromisoformat(task["at"].replace("Z", "+00:00"))
        passed, verdict = guarded(judge(task["file"], roots, moment))
        intact, finding = guarded(integrity(task["file"]))
        print(json.dumps({"passed": passed, "verdict": verdict, "intact": intact, "integrity": finding}), flush=True)


def main():
    if sys.argv[1:] == ["--tasks"]:
        logging.disable(logging.CRITICAL)
        answer_tasks()
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", action="append", required=True)
    parser.add_argument("--at", action="append", default=[])
    parser.add_argument("--expect", choices=["passed", "refused"], default="passed")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    roots = list(load_certs_from_pemder(arguments.root))
    moments = [datetime.datetime.fromisoformat(at.replace("Z", "+00:00")) for at in arguments.at]
    failures = 0
    for path in arguments.files:
        for moment in moments or [datetime.datetime.now(datetime.timezone.utc)]:
            passed, verdict = asyncio.run(judge(path, roots, moment))
            expected = passed == (arguments.expect == "passed")
            failures += not expected
            print(f"{'ok ' if expected else 'BAD'} {path.rsplit('/', 1)[-1]} at {moment.isoformat()}: {verdict}")
    sys.exit(1 if failures else 0)


main()
