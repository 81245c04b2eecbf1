"""The command ``spiegelbox``: find the part that was asked for, run it, and say in Dutch what went wrong.

A part is a module with ``add_<name>(subparsers)``, which sets ``run(args) -> int``. Only the part asked
for is imported, so that a box without a web framework can still be checked. No traceback reaches a user
unless they ask for it with ``--debug``.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Mapping, Sequence

from appliance.cli.parser import DutchParser
from appliance.domain.errors import SpiegelboxError

PARTS: Mapping[str, str] = {
    "demo": "appliance.cli.demo",
    "check": "appliance.cli.check",
    "store": "appliance.cli.store",
    "open": "appliance.cli.open",
    "keys": "appliance.cli.keys",
    "audit": "appliance.cli.audit",
    "declarations": "appliance.cli.declarations",
    "update": "appliance.cli.update",
    "provision": "appliance.cli.provision",
    "order": "appliance.cli.order",
    "retire": "appliance.cli.retire",
}


def main(argv: Sequence[str] | None = None, *, parts: Mapping[str, str] = PARTS) -> int:
    """Run one command and return its exit code: 0 right, 1 wrong, 2 not understood, 130 stopped by hand."""
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    try:
        args = _parser(words, parts).parse_args(words)
        code: int = args.run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; the interpreter must not complain while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SpiegelboxError as error:
        return _say(error.page().rstrip("\n"), debug=debug)
    except ModuleNotFoundError as error:
        return _say(f"Dit onderdeel is niet geïnstalleerd ({error.name} ontbreekt).", _INSTALL, debug=debug)
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, a user gets a sentence
        return _say(
            f"Er ging iets mis dat wij niet verwachtten ({type(error).__name__}).", _REPORT, debug=debug
        )
    return code


_INSTALL = "Installeer de programma's opnieuw: python3 image/workstation.py demo"
_REPORT = "Probeer het opnieuw met spiegelbox --debug ervoor en stuur de uitvoer naar beheer."


def _parser(words: Sequence[str], parts: Mapping[str, str]) -> DutchParser:
    parser = DutchParser(prog="spiegelbox", description="Eén camera per spreekkamer, om samen van te leren.")
    parser.add_argument("--debug", action="store_true", help="toon bij een fout alles wat beheer nodig heeft")
    subparsers = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    wanted = next((word for word in words if not word.startswith("-")), None)
    for name in [wanted] if wanted is not None and wanted in parts else parts:
        getattr(importlib.import_module(parts[name]), f"add_{name}")(subparsers)
    return parser


def _say(*lines: str, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    print(*lines, sep="\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
