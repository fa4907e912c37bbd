#!/bin/sh
# Every test: style, lints, Rust tests, the library without the command line, the Python package, the notebook.
#
#     ./test.sh [--slow] [--servers]    --slow: the cluster test with 20,000 articles, too; --servers: those of Label Studio and doccano
#
# Needs Rust (stable) and Python 3.11 with venv; the network for crates.io and PyPI only. Installs into target/ and .venv.
# Where Java 17 is there, too, Spark runs; else its tests are left out, and the script says so at its end.
set -eu
cd "$(dirname "$0")"
exec </dev/null
slow=
servers=
for option in "$@"; do
    case $option in
    --slow) slow=yes ;;
    --servers) servers=yes ;;
    *) printf 'test.sh: no option %s; there are --slow and --servers\n' "$option" >&2 && exit 2 ;;
    esac
done

step() {
    printf '\n== %s\n' "$*"
}
fail() {
    printf 'test.sh: %s\n' "$*" >&2
    exit 1
}
trap 'code=$?; [ "$code" -eq 0 ] || printf "\nFAILED in: %s (exit code %s)\n" "$current" "$code" >&2' EXIT
current=tools

command -v cargo >/dev/null || fail "cargo is missing; install Rust from https://rustup.rs"
python=
for candidate in python3.11 python3; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "Python 3.11 is missing"
for component in rustfmt clippy; do
    case $component in rustfmt) tool=cargo-fmt ;; *) tool=cargo-clippy ;; esac
    "$tool" --version >/dev/null 2>&1 || rustup component add "$component"
done

current=style
step "$current"
cargo fmt --all --check

current="lints"
step "$current"
cargo clippy --locked --workspace --all-targets -- -D warnings

current="Rust tests"
step "$current"
cargo test --locked

current="library without the command line"
step "$current"
cargo check --locked --no-default-features

current="Python packages"
step "$current"
[ -x .venv/bin/python ] || "$python" -m venv .venv
pip() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
}
pip --requirement notebooks/requirements.txt --requirement tests/readers/requirements.txt
pip --requirement tests/python/requirements.txt
pip --no-deps --requirement tests/readers/requirements-alone.txt

current="Python package"
step "$current"
tests/python/wheel.sh "$python" "$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/claimkit"

current="figures against Python libraries"
step "$current"
.venv/bin/python tests/python/test_agree.py "${CARGO_TARGET_DIR:-target}/debug/claimkit"

current="transformer as a labeler"
step "$current"
.venv/bin/python tests/python/test_transformer.py "${CARGO_TARGET_DIR:-target}/debug/claimkit"

current="hook of pre-commit"
step "$current"
.venv/bin/python tests/python/test_hook.py "${CARGO_TARGET_DIR:-target}/debug/claimkit"

current="annotation tools"
step "$current"
.venv/bin/python tests/python/inception.py "${CARGO_TARGET_DIR:-target}/debug/claimkit"
if [ -n "$servers" ]; then
    for tool in label-studio doccano; do
        own=$(mktemp -d)
        "$python" -m venv "$own/venv"
        "$own/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
            --requirement "tests/python/requirements-$tool.txt"
        "$own/venv/bin/python" "tests/python/$(echo "$tool" | tr - _).py" "${CARGO_TARGET_DIR:-target}/debug/claimkit"
        rm -rf "$own"
    done
fi

current="gold annotations"
step "$current"
gold=datasets/coalition-withdrawal/gold
texts=$(mktemp)
"${CARGO_TARGET_DIR:-target}/debug/claimkit" extract datasets/coalition-withdrawal/articles >"$texts"
.venv/bin/python "$gold/resolve.py" --texts "$texts" --check ||
    fail "gold.jsonl is not what the annotations say; run $gold/resolve.py as the data set's README says"
rm -f "$texts"
.venv/bin/python datasets/stance-training/records.py --check || fail "datasets/stance-training has a mark that is none"
for set in development held-out; do
    .venv/bin/python "datasets/$set/gold/resolve.py" --check || fail "datasets/$set is not what its marked articles say"
done

current="every reader"
step "$current"
built=$(mktemp -d)
"${CARGO_TARGET_DIR:-target}/debug/claimkit" build datasets/coalition-withdrawal --out "$built" >/dev/null
"${CARGO_TARGET_DIR:-target}/debug/claimkit" build datasets/coalition-withdrawal --standoff --out "$built" >/dev/null
for release in "$built"/*; do
    # Some readers warn of what is no fault; what they say is shown where one fails.
    .venv/bin/python tests/readers/readers.py "$release" 2>"$built.errors" || {
        cat "$built.errors" >&2
        fail "a reader sees something else in a release that was just built"
    }
done
rm -rf "$built" "$built.errors"

current=faults
step "$current"
"$python" tests/faults/faults.py "${CARGO_TARGET_DIR:-target}/debug/claimkit" --kills 100 || fail "a fault leaves more behind than it may"

current=notebook
step "$current"
.venv/bin/jupyter-execute --timeout=300 notebooks/01_load_release.ipynb

if [ -n "$slow" ] && command -v java >/dev/null; then
    current="cluster with 20,000 articles"
    step "$current"
    tests/python/wheel.sh "$python" "$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/claimkit" --slow
fi

current=done
command -v java >/dev/null || printf '\nLEFT OUT: the tests of Spark, which needs Java 17 (Debian: openjdk-17-jre-headless).\n'
printf '\nAll tests passed.\n'
