#!/bin/sh
# `pip install .` in a fresh environment, and every test of the package.
#
#     tests/python/wheel.sh PYTHON CLAIMKIT [--slow]
#
# PYTHON makes the environment, CLAIMKIT is the program as Rust built it, with which the package is compared. The wheel is
# built in the profile of the Rust tests, so that it takes up what they compiled. With --slow there is only the test of the
# cluster, which gets 20,000 articles instead of a few hundred, and this crate is compiled with optimisation for it.
set -eu
cd "$(dirname "$0")/../.."
python=$1
CLAIMKIT_BINARY=$2
export CLAIMKIT_BINARY
profile="--profile dev"
CLAIMKIT_SPARK_ARTICLES=300
if [ "${3:-}" = --slow ]; then
    profile="$profile --config profile.dev.package.claimkit.opt-level=1"
    CLAIMKIT_SPARK_ARTICLES=20000
fi
export CLAIMKIT_SPARK_ARTICLES

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$python" -m venv "$fresh/venv"
bin=$fresh/venv/bin
pip="$bin/python -m pip --disable-pip-version-check"
$pip install --quiet --requirement tests/python/requirements-wheel.txt
PATH=$bin:$PATH MATURIN_PEP517_ARGS=$profile \
    $pip install --verbose --no-build-isolation --no-deps . >"$fresh/log" 2>&1 || { cat "$fresh/log"; exit 1; }
if grep "Compiling polars" "$fresh/log"; then
    echo "wheel.sh: the wheel compiled polars again: a crate of python/Cargo.toml asks for features that the program does" \
        "not ask for; see [build-dependencies] in Cargo.toml" >&2
    exit 1
fi

# From here on the folder is another one, so that nothing but the installed package can be imported.
tests=$PWD/tests/python
cd "$fresh"
if [ "${3:-}" = --slow ]; then
    "$bin/pytest" --quiet -p no:cacheprovider --disable-warnings --durations=5 "$tests/test_spark.py"
    exit
fi
"$bin/mypy" --strict --package claimkit
"$bin/mypy" --strict "$tests/typed.py"
"$bin/stubtest" claimkit._native
"$bin/pytest" --quiet -p no:cacheprovider --doctest-modules --pyargs claimkit
set -- "$tests"/test_extract.py "$tests"/test_release.py "$tests"/test_command.py
if command -v java >/dev/null; then set -- "$@" "$tests"/test_spark.py; fi
"$bin/pytest" --quiet -p no:cacheprovider --disable-warnings --durations=5 "$@"
