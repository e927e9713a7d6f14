# What the commands of this folder share: messages, packages, builds, and processes that are
# always ended by the command that started them. Sourced by bash, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
run_directory=$root/.run
venv=$root/.venv
started_names=()
started_pids=()

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' plain=$'\e[0m'
else
    bold='' dim='' red='' plain=''
fi

step() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }

# fail STATUS SENTENCE…: each further sentence on its own line.
fail() {
    local status=$1
    shift
    printf '%serror:%s %s\n' "$red$bold" "$plain" "$1" >&2
    shift
    [ $# -eq 0 ] || printf '       %s\n' "$@" >&2
    exit "$status"
}

require_swift() {
    command -v swift > /dev/null || fail 69 \
        "Swift is not on PATH, and Portcullis is built from source with it." \
        "Install Swift 6.3 or later for your system from https://www.swift.org/install/linux/," \
        "open a new shell (with sudo: keep the PATH, as in  sudo env \"PATH=\$PATH\" $0 ), try again."
    local version
    version=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case "$version" in
        [0-5].* | 6.[0-2] | '')
            fail 69 "Swift ${version:-of an unknown version} is too old: Portcullis needs 6.3 or later." \
                "See https://www.swift.org/install/linux/." ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        fail 77 "Debian packages are missing and this is neither root nor a system with sudo." \
            "As root, run: apt-get install ${missing_packages[*]}"
    fi
}

# install_packages NAME…: installs those Debian packages that are not there yet.
install_packages() {
    missing_packages=()
    command -v dpkg-query > /dev/null || fail 69 "This command knows Debian 12 and its relatives only." \
        "Elsewhere, install the counterparts of: $*"
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2> /dev/null)" = installed ] \
            || missing_packages+=("$name")
    done
    [ ${#missing_packages[@]} -eq 0 ] && return
    step "Installing Debian packages: ${missing_packages[*]}"
    mkdir -p "$run_directory"
    local log=$run_directory/apt.log
    { as_root apt-get update -qq \
        && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            "${missing_packages[@]}"; } > "$log" 2>&1 \
        || { tail -n 20 "$log" >&2; fail 69 "apt-get could not install: ${missing_packages[*]}"; }
}

# A Python environment of our own with the engine's library and the clients, kept until it changes.
prepare_python() {
    local wanted=$root/Deploy/lib/requirements.txt
    if cmp -s "$wanted" "$venv/installed.txt" && "$venv/bin/python" -c '' 2> /dev/null; then return; fi
    python3 -c 'import venv, ensurepip' 2> /dev/null || install_packages python3 python3-venv
    step "Fetching ONNX Runtime and the Python clients into .venv/"
    mkdir -p "$run_directory"
    local log=$run_directory/pip.log
    { python3 -m venv --clear "$venv" \
        && "$venv/bin/pip" install --quiet --no-deps --disable-pip-version-check -r "$wanted" \
        && "$venv/bin/python" -c 'import tritonclient.grpc, cryptography, hpack'; } \
        > "$log" 2>&1 \
        || { tail -n 20 "$log" >&2; fail 69 "The Python packages of Deploy/lib/requirements.txt could not be installed."; }
    cp "$wanted" "$venv/installed.txt"
}

# The path of ONNX Runtime's shared library in the environment above.
engine_library() {
    local found
    for found in "$venv"/lib/python3*/site-packages/onnxruntime/capi/libonnxruntime.so.*; do
        [ -e "$found" ] && { printf '%s\n' "$found"; return; }
    done
    fail 66 "ONNX Runtime's library is not under .venv/: remove .venv/ and try again."
}

# start NAME COMMAND…: in the background, its output in .run/NAME.log.
start() {
    local name=$1
    shift
    "$@" > "$run_directory/$name.log" 2>&1 < /dev/null &
    started_names+=("$name")
    started_pids+=($!)
}

# Whether the process that was started under NAME still runs.
is_running() {
    local i
    for i in "${!started_names[@]}"; do
        [ "${started_names[$i]}" = "$1" ] && { kill -0 "${started_pids[$i]}" 2> /dev/null; return; }
    done
    return 1
}

# wait_until NAME SECONDS COMMAND…: until the command succeeds; the process NAME must stay alive.
wait_until() {
    local name=$1 deadline=$((SECONDS + $2)) why=''
    shift 2
    until "$@" > /dev/null 2>&1; do
        is_running "$name" || { why="$name ended while it was starting."; break; }
        [ "$SECONDS" -lt "$deadline" ] || { why="$name was not ready in time."; break; }
        sleep 0.1
    done
    [ -z "$why" ] && return
    echo "--- the last lines of .run/$name.log" >&2
    tail -n 20 "$run_directory/$name.log" >&2
    echo "---" >&2
    fail 70 "$why"
}

# Ends what `start` started, the last first: TERM, and KILL for what has not gone after ten seconds.
end_started() {
    local i pid deadline
    for ((i = ${#started_pids[@]} - 1; i >= 0; i--)); do
        pid=${started_pids[$i]}
        kill -TERM "$pid" 2> /dev/null || continue
        deadline=$((SECONDS + 12))
        while kill -0 "$pid" 2> /dev/null && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.05; done
        kill -KILL "$pid" 2> /dev/null || true
        wait "$pid" 2> /dev/null || true
    done
    started_pids=()
    started_names=()
}
