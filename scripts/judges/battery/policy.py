"""pyHanko's opinion on what was added behind the signature: its policy of differences, without certificates."""

import logging

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel

logging.disable(logging.CRITICAL)


def opinion(path):
    """"passed", "refused" or, when it stumbles over something that it does not judge, "crashed"; why; and how many signatures
    it lists, where it can read the file."""
    try:
        with open(path, "rb") as file:
            reader = PdfFileReader(file)
            signatures = list(reader.embedded_regular_signatures)
            if not signatures:
                return "refused", "no signature", 0
            for signature in signatures:
                signature.compute_integrity_info()
                if signature.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
                    return "refused", f"covers {signature.coverage.name}", len(signatures)
                result = signature.diff_result
                level = getattr(result, "modification_level", ModificationLevel.NONE if result is None else None)
                if level is None or level > ModificationLevel.LTA_UPDATES:
                    return "refused", f"modified: {level.name if level else 'unknown'}", len(signatures)
            return "passed", "nothing but long-term validation updates", len(signatures)
    except (PdfError, SignatureValidationError) as problem:
        return "refused", f"cannot be read: {type(problem).__name__}", None
    except Exception as problem:  # pylint: disable=broad-except
        return "crashed", f"{type(problem).__name__}: {problem}", None
