"""The one way in: a child (`--worker NAME`), the command line, or the window.

`--worker` comes first and nothing heavy is imported before it is known which of the three this process is.
"""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run what the arguments ask for; returns the exit status (0 all done, 1 something failed, 2 wrong use)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["--worker"]:
        from callcoach_desktop.workers import run_worker

        return run_worker(arguments[1] if len(arguments) > 1 else "")
    if arguments:
        from callcoach_desktop.cli.main import run

        return run(arguments)
    return main_gui()


def main_gui() -> int:
    """Open the window; returns the exit status."""
    from callcoach_desktop.system import display

    if not display.has_display():
        sys.stderr.write(f"callcoach: {display.NO_DISPLAY} {display.WHAT_TO_DO}\n")
        return 1
    from callcoach_desktop.system.garbage import without_gc

    with without_gc():  # nothing that the start makes is garbage; later the window says when it is looked for
        from callcoach_desktop.app import run

        return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
