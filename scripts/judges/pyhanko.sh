#!/usr/bin/env bash
# pyHanko as a judge of signed PDF files. Installs itself under .tools/pyhanko (PyPI, network, once); judging itself is
# offline.
#
#   scripts/judges/pyhanko.sh --root ROOT.pem [--at RFC3339]... [--expect passed|refused] FILE.pdf...
#
# What passes stands in pyhanko/judge.py, and what --tasks does. Exit code 0 when all verdicts are as expected.
# --interpreter prints the Python that has pyHanko, for scripts that need more of it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tools=$(cd "$here/../.." && pwd)/.tools/pyhanko
stamp=$tools/$(sha256sum < "$here/pyhanko/requirements.txt" | cut -c1-16)

command -v python3 >/dev/null || {
    echo "python3 is missing: apt-get install -y python3 python3-venv" >&2
    exit 3
}
if [ ! -e "$stamp/ready" ]; then
    echo "installing pyHanko under .tools/pyhanko" >&2
    rm -rf "$tools"
    python3 -m venv "$stamp" || {
        echo "python3 cannot make a virtual environment: apt-get install -y python3-venv" >&2
        exit 3
    }
    "$stamp/bin/pip" install -q --disable-pip-version-check -r "$here/pyhanko/requirements.txt" >&2
    touch "$stamp/ready"
fi
if [ "${1:-}" = --interpreter ]; then
    echo "$stamp/bin/python"
    exit 0
fi
exec "$stamp/bin/python" "$here/pyhanko/judge.py" "$@"
