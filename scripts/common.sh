# Shared by the scripts here: say one line, and install Debian packages when that's allowed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
    echo "make: $*" >&2
    exit 1
}

# need WHY PACKAGE…: install through apt as root, or say how.
need() {
    local why=$1
    shift
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $* ($why) …"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; } >/tmp/apt.$$ 2>&1 ||
            { tail -n 20 /tmp/apt.$$ >&2; rm -f /tmp/apt.$$; fail "apt could not install $*: see above."; }
        rm -f /tmp/apt.$$
    else
        fail "$why: sudo apt-get install $*"
    fi
}
