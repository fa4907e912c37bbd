"""`python -m claimkit`: the command line of the Rust program, the same in every respect."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> int:
    """Runs the command line with the arguments of this process; returns its exit code."""
    # While Rust works, Python cannot act on Ctrl-C; the system's own way of ending a process can.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.main(["claimkit", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
