#!/usr/bin/env bash
# veraPDF as a judge of archived and accessible files. Installs what it needs under .tools/verapdf (Maven, network, once);
# judging itself is offline.
#
#   scripts/judges/verapdf.sh BEFORE.pdf AFTER.pdf [BEFORE.pdf AFTER.pdf]...
#
# Whatever kind of PDF/A or PDF/UA a file claims and is before, it must claim and be after. Exit code 0 when that is so of
# every pair, 1 when a file lost something or had nothing to lose.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tools=$(cd "$here/../.." && pwd)/.tools/verapdf
stamp=$tools/$(cat "$here/verapdf/pom.xml" "$here/verapdf/Judge.java" | sha256sum | cut -c1-16)

for tool in java javac mvn; do
    command -v "$tool" >/dev/null || {
        echo "$tool is missing: apt-get install -y default-jdk-headless maven" >&2
        exit 3
    }
done
if [ ! -e "$stamp/ready" ]; then
    echo "installing veraPDF under .tools/verapdf" >&2
    rm -rf "$tools"
    mkdir -p "$stamp/classes"
    mvn -q -B -f "$here/verapdf/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$stamp/lib" >&2
    javac -cp "$stamp/lib/*" -d "$stamp/classes" "$here/verapdf/Judge.java"
    touch "$stamp/ready"
fi
exec java -Djava.awt.headless=true -cp "$stamp/classes:$stamp/lib/*" Judge "$@"
