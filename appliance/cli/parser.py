"""argparse in plain Dutch: the same parser, with the few sentences a user can meet said in their language."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(english), dutch)
    for english, dutch in (
        (r"the following arguments are required: (.*)", r"er ontbreekt iets: \1"),
        (r"unrecognized arguments: (.*)", r"dit kennen wij niet: \1"),
        (r"argument .*: invalid choice: (.*) \(choose from (.*)\)", r"\1 kan niet. Kies uit \2"),
        (r"argument (.*): expected one argument", r"\1 heeft nog een waarde nodig"),
        (r"argument (.*): expected at least one argument", r"\1 heeft nog een waarde nodig"),
        (r"argument (.*): invalid .* value: (.*)", r"\2 kan niet bij \1"),
        (r"argument (.*): not allowed with argument (.*)", r"\1 en \2 gaan niet samen"),
        (r"argument (.*): ignored explicit argument (.*)", r"\1 heeft geen waarde nodig, dus niet \2"),
        (r"ambiguous option: (.*) could match (.*)", r"\1 kan meer betekenen: \2"),
        (r"one of the arguments (.*) is required", r"kies een van \1"),
    )
)


class _DutchHelp(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "gebruik: " if prefix is None else prefix)


class DutchParser(argparse.ArgumentParser):
    """A parser whose help and errors are Dutch; subparsers made from it are too. Exit code 2 stays."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **(kwargs | {"formatter_class": _DutchHelp, "add_help": False, "allow_abbrev": False})
        )
        self._positionals.title = "onderdelen"
        self._optionals.title = "opties"
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"Fout: {_in_dutch(message)}.\nUitleg: {self.prog} --help\n")


def _in_dutch(message: str) -> str:
    for english, dutch in _SENTENCES:
        if found := english.fullmatch(message):
            return found.expand(dutch)
    return f"deze opdracht begrijpen wij niet ({message})"


Subparsers = Any  # argparse's own class for this is private
Run = Callable[[argparse.Namespace], int]
