"""Turn a parsed TOML table into typed values, by the type hints of the settings' own dataclasses.

Knows nothing of what a setting means (rules.py) and nothing of files (loader.py). Never stops at the
first fault: every value that can be read is read, every one that cannot leaves one Dutch sentence that
names its key. The values are kept under their dotted keys, as in ``policy.review_window_days``.
"""

from __future__ import annotations

import dataclasses
import difflib
import types
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

Row = TypeVar("Row")


@dataclasses.dataclass(slots=True)
class Reading:
    """What was understood (dotted key to typed value, defaults included) and what was not."""

    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    faults: list[str] = dataclasses.field(default_factory=list)


class Unreadable(Exception):
    """A value is not of its type; the text is the rest of the Dutch sentence."""


def read_table(cls: type[Row], table: Mapping[str, object], reading: Reading, *, at: str = "") -> Row | None:
    """Return ``table`` as a ``cls``, or None when anything in it is missing, unknown or of a wrong type.

    ``at`` is the table's own dotted key ("" for the whole file). Faults and values go to ``reading``.
    """
    hints = get_type_hints(cls)
    fields = {field.name: field for field in dataclasses.fields(cast("Any", cls))}
    before = len(reading.faults)
    for key in table:
        if key not in fields:
            reading.faults.append(f"{_join(at, key)}: deze naam kennen wij niet.{did_you_mean(key, fields)}")
    values: dict[str, object] = {}
    for name, field in fields.items():
        key = _join(at, name)
        if name in table:
            values[name] = _read_value(hints[name], table[name], reading, key)
        elif _is_required(field):
            reading.faults.append(f"{key}: {_missing(hints[name])}")
        else:
            values[name] = _default(field)
            _keep_defaults(values[name], reading, key)
    return cls(**values) if len(reading.faults) == before else None


def did_you_mean(name: str, known: Iterable[object]) -> str:
    """Return " Bedoelt u x?" with the known name that looks most like ``name``, or "" when none does."""
    close = difflib.get_close_matches(name, [str(one) for one in known], n=1)
    return f" Bedoelt u {close[0]}?" if close else ""


def _read_value(hint: Any, value: object, reading: Reading, key: str) -> object:
    """Return ``value`` as ``hint`` says; after a fault what is returned is never used."""
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            reading.faults.append(f"{key}: hier hoort een blok [{key}], geen losse waarde.")
            return None
        return read_table(cast("type[object]", hint), value, reading, at=key)
    if get_origin(hint) is dict and dataclasses.is_dataclass(get_args(hint)[1]):
        return _read_named_tables(get_args(hint)[1], value, reading, key)
    try:
        read = _read_plain(hint, value)
    except Unreadable as fault:
        reading.faults.append(f"{key}: {fault}")
        return None
    reading.values[key] = read
    return read


def _read_named_tables(cls: Any, value: object, reading: Reading, key: str) -> dict[str, object]:
    if not isinstance(value, dict):
        reading.faults.append(f"{key}: hier horen blokken zoals [{key}.naam], geen losse waarde.")
        return {}
    reading.values[key] = tuple(value)
    return {name: _read_value(cls, table, reading, _join(key, name)) for name, table in value.items()}


def _read_plain(hint: Any, value: object) -> object:
    """Return a value without a table of its own. Raises: Unreadable."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if hint is str and isinstance(value, str):
        return value
    if hint is Path and isinstance(value, str):
        return Path(value)
    if origin is Literal:
        if value in arguments:
            return value
        meant = did_you_mean(value, arguments) if isinstance(value, str) else ""
        raise Unreadable(f"kies uit {_list(arguments)}.{meant}")
    if origin is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if origin is dict and isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return dict(value)
    raise Unreadable(f"hier hoort {_WHAT_BELONGS[origin or hint]}.")


_WHAT_BELONGS: Mapping[Any, str] = types.MappingProxyType(
    {
        int: "een heel getal, zonder aanhalingstekens",
        str: 'tekst tussen "aanhalingstekens"',
        Path: 'de naam van een map tussen "aanhalingstekens"',
        tuple: 'een lijst van teksten, zoals ["een", "twee"]',
        dict: 'een blok met regels als naam = "tekst"',
    }
)


def _keep_defaults(value: object, reading: Reading, key: str) -> None:
    """Put a default under its dotted keys, so that rules between two settings see both."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            _keep_defaults(getattr(value, field.name), reading, _join(key, field.name))
    else:
        reading.values[key] = value


def _missing(hint: Any) -> str:
    if dataclasses.is_dataclass(hint):
        names = _list([field.name for field in dataclasses.fields(hint) if _is_required(field)])
        return f"dit blok ontbreekt, met daarin {names}."
    return "dit ontbreekt."


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _list(names: Iterable[object]) -> str:
    return ", ".join(str(name) for name in names)


def _join(at: str, name: str) -> str:
    shown = name if name.isprintable() else ascii(name)
    return f"{at}.{shown}" if at else shown
