#!/usr/bin/env bash
# OpenSSL as a judge of signed PDF files: the CMS signature over the bytes that ByteRange covers, the chain to the root,
# and the signing-certificate attribute that CAdES wants ("CAdES Verification successful").
#
#   scripts/judges/openssl.sh --root ROOT.pem [--at RFC3339] [--expect passed|refused] FILE.pdf...
#
# OpenSSL knows nothing of PDF: what comes after the signed version is for the other judges.
set -euo pipefail
expect=passed at=() files=()
while [ $# -gt 0 ]; do
    case $1 in
    --root) root=$2 && shift 2 ;;
    --at) at=(-attime "$(date -u -d "$2" +%s)") && shift 2 ;;
    --expect) expect=$2 && shift 2 ;;
    *) [ -f "$1" ] || { echo "no such file: $1" >&2 && exit 3; } && files+=("$1") && shift ;;
    esac
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Cuts the first signature's CMS (its padding removed) and the signed bytes out of a PDF.
cut_out() {
    python3 - "$1" "$work/signature.der" "$work/signed" <<'PYTHON'
import re
import sys

pdf = open(sys.argv[1], "rb").read()
found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf)
if not found:
    sys.exit("no signature")
a, b, c, d = map(int, found.groups())
cms = bytes.fromhex(pdf[a + b + 1 : c - 1].decode("ascii"))
count = cms[1] & 0x7F if cms[1] & 0x80 else 0
length = 2 + count + (int.from_bytes(cms[2 : 2 + count], "big") if count else cms[1])
open(sys.argv[2], "wb").write(cms[:length])
open(sys.argv[3], "wb").write(pdf[a : a + b] + pdf[c : c + d])
PYTHON
}

failures=0
for file in "${files[@]}"; do
    verdict=refused
    said=$(cut_out "$file" 2>&1) &&
        said=$(openssl cms -verify -inform DER -in "$work/signature.der" -content "$work/signed" -binary -cades \
            -CAfile "$root" -purpose any "${at[@]}" -out /dev/null 2>&1) &&
        grep -q "CAdES Verification successful" <<<"$said" && verdict=passed
    mark="ok "
    if [ "$verdict" != "$expect" ]; then
        mark=BAD
        failures=$((failures + 1))
    fi
    echo "$mark $(basename "$file"): $(tail -n 1 <<<"$said")"
done
exit $((failures > 0))
