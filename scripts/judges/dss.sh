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
here=$(cd "$(dirname "$0")" && pwd)
tools=$(cd "$here/../.." && pwd)/.tools/dss
stamp=$tools/$(cat "$here/dss/pom.xml" "$here/dss/Judge.java" | sha256sum | cut -c1-16)

for tool in java javac mvn; do
    command -v "$tool" >/dev/null || {
        echo "$tool is missing: apt-get install -y default-jdk-headless maven" >&2
        exit 3
    }
done
if [ ! -e "$stamp/ready" ]; then
    echo "installing EU DSS under .tools/dss" >&2
    rm -rf "$tools"
    mkdir -p "$stamp/classes"
    mvn -q -B -f "$here/dss/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$stamp/lib" >&2
    javac -cp "$stamp/lib/*" -d "$stamp/classes" "$here/dss/Judge.java"
    touch "$stamp/ready"
fi
# SLF4J's three lines about having no provider say nothing about documents.
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Djava.awt.headless=true \
    -cp "$stamp/classes:$stamp/lib/*" Judge "$@" 2> >(grep -v '^SLF4J' >&2)
