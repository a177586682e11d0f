#!/usr/bin/env bash
# EU DSS as a judge of signed PDF files. Installs what it needs under .tools/dss (Maven, network, once); judging itself
# is offline.
#
#   scripts/judges/dss.sh --root ROOT.pem [--at RFC3339]... [--expect passed|refused] FILE.pdf...
#
# Every file is judged for every --at (now, without one). `passed` asserts TOTAL_PASSED, level PAdES_BASELINE_LT and the
# time-stamp's time as best-signature-time, under the default policy with the PDF constraints at FAIL.
# Exit code 0 when all verdicts are as expected. DSS_JUDGE_DETAILS=1 prints DSS's own reports.
set -euo pipefail
. "$(dirname "$0")/java"

java_judge dss "EU DSS"
# SLF4J's three lines about having no provider say nothing about documents.
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Djava.awt.headless=true \
    -cp "$class_path" Judge "$@" 2> >(grep -v '^SLF4J' >&2)
