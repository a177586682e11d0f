#!/usr/bin/env bash
# veraPDF as a judge of archived and accessible files. Installs what it needs under .tools/verapdf (Maven, network, once);
# judging itself is offline.
#
#   scripts/judges/verapdf.sh BEFORE.pdf AFTER.pdf [BEFORE.pdf AFTER.pdf]...
#
# Whatever kind of PDF/A or PDF/UA a file claims and is before, it must claim and be after. Exit code 0 when that is so of
# every pair, 1 when a file lost something or had nothing to lose.
set -euo pipefail
. "$(dirname "$0")/java"

java_judge verapdf "veraPDF"
exec java -Djava.awt.headless=true -cp "$class_path" Judge "$@"
