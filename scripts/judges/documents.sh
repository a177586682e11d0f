#!/usr/bin/env bash
# Signed documents before the judges: makes good, altered and doubtful ones (a test of doc-signatures writes them), and
# has EU DSS and pyHanko judge them at the time of signing and 13 months later, OpenSSL the signatures in them, and veraPDF
# whether files of every kind of PDF/A and PDF/UA are still of that kind.
#
#   scripts/judges/documents.sh
#
# Files named passed-* must pass both judges, refused-* neither; dss-* and pyhanko-* go to that judge alone, because the
# other is known to say otherwise.
set -euo pipefail
shopt -s nullglob
. "$(dirname "$0")/../prerequisites"
cd "$root"
before=${CARGO_TARGET_DIR:-target}/tmp/judges/before
rm -rf "$before"
scripts/judges/verapdf/make.py "$before"
output=$(tested -q --test documents documents_for_the_judges -- --nocapture)
folder=$(sed -n 's/^documents for the judges: //p' <<<"$output")
now=$(cat "$folder/time.txt")
later=$(date -u -d "$now + 13 months" +%Y-%m-%dT%H:%M:%SZ)

for judge in dss pyhanko; do
    for verdict in passed refused; do
        echo "$judge: $verdict"
        scripts/judges/$judge.sh --root "$folder/root.pem" --at "$now" --at "$later" --expect "$verdict" \
            "$folder"/{,"$judge-"}"$verdict"-*.pdf
    done
done

echo "openssl: passed"
scripts/judges/openssl.sh --root "$folder/root.pem" --at "$now" "$folder"/passed-*.pdf
echo "openssl: refused"
scripts/judges/openssl.sh --root "$folder/root.pem" --at "$now" --expect refused \
    "$folder"/refused-{byte-changed,signature-changed,unsigned}.pdf

echo "veraPDF: kept"
pairs=()
for file in "$folder"/before/*.pdf; do pairs+=("$file" "$folder/after/${file##*/}"); done
scripts/judges/verapdf.sh "${pairs[@]}"
