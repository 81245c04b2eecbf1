"""What a setting may be, as a table: dotted key -> rule. The ranges are those that model.py tells.

A rule gets a typed value and returns the rest of a Dutch sentence, or "" when the value is right. Rules
never see a file and never change a value. Rules between settings stand in BETWEEN: they run only when
every value they need could be read. What a store may be told is sync's business (sync/config.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from appliance.crypto.fingerprint import as_read_aloud, fingerprint
from appliance.crypto.identities import Recipient, parse_recipient
from appliance.crypto.notes import NoteVerifier
from appliance.domain.errors import NoteKeyDamaged, RecipientDamaged
from appliance.domain.purposes import PURPOSES
from appliance.domain.timetable import quiet_span, speed_step, speed_steps
from appliance.settings import hardware_rules
from appliance.settings.table import did_you_mean

Rule = Callable[[Any], str]

# Not str.isprintable: a no-break space, as word processors put in names, does no harm.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


_SLOWEST_KBPS = 64
_KEY_FORM = "(naam+8 tekens+sleutel)"


def faults_of(values: Mapping[str, Any]) -> list[str]:
    """Return one Dutch sentence for each value that is not allowed, in the order of the tables below."""
    faults = [
        f"{key}: {problem}" for key, rule in RULES.items() if key in values and (problem := rule(values[key]))
    ]
    for keys, rule_between in BETWEEN.items():
        if all(key in values for key in keys) and (problem := rule_between(*(values[key] for key in keys))):
            faults.append(f"{keys[0]}: {problem}")
    return faults + _recipient_faults(values) + _pinning_faults(values)


def _whole(low: int, high: int, unit: str, *, even: bool = False) -> Rule:
    allowed = range(low, high + 1, 2 if even else 1)
    problem = f"kies een {'even ' if even else ''}getal van {low} tot en met {high} ({unit})."
    return lambda value: "" if value in allowed else problem


def _one_of(*allowed: int) -> Rule:
    problem = f"kies uit {', '.join(map(str, allowed))}."
    return lambda value: "" if value in allowed else problem


def _written_as(pattern: str, problem: str) -> Rule:
    compiled = re.compile(pattern)
    return lambda value: "" if compiled.fullmatch(value) and not _CONTROL.search(value) else problem


def _line(value: str) -> str:
    if not value.strip():
        return "dit is leeg. Vul het in."
    return "zet dit op één regel, zonder tabs of enters." if _CONTROL.search(value) else ""


def _absolute(value: Path) -> str:
    fine = value.is_absolute() and not _CONTROL.search(str(value))
    return "" if fine else "schrijf de hele naam van de map, vanaf /."


def _texts(value: tuple[str, ...]) -> str:
    wrong = [text for text in value if not re.fullmatch(r"sha256:[0-9a-f]{64}", text)]
    return (
        f"schrijf elke tekst als sha256: en 64 tekens 0-9a-f. Fout is {_quoted(wrong[0])}." if wrong else ""
    )


def _each(read: Callable[[str], object], problem: str) -> Rule:
    def rule(value: tuple[str, ...]) -> str:
        for text in value:
            try:
                read(text)
            except ValueError:
                return f"{problem}. Fout is {_quoted(text)}."
        return ""

    return rule


_limit = _each(
    speed_step, 'schrijf elke grens als tijd en kbit per seconde, zoals "08:00 2000" (0 = geen grens)'
)


def _limits(value: tuple[str, ...]) -> str:
    if problem := _limit(value):
        return problem
    try:
        steps = speed_steps(value)
    except ValueError:
        return "twee grenzen beginnen op dezelfde tijd. Laat er één staan."
    slow = [step for step in steps if 0 < step.limit_kbps < _SLOWEST_KBPS]
    return f"een grens onder {_SLOWEST_KBPS} kbit per seconde brengt nooit een opname weg." if slow else ""


def _console_key(value: str) -> str:
    return "" if _is_note_key(value) else f"dit is niet de publieke sleutel die de console toont {_KEY_FORM}."


def _channel_key(value: str) -> str:
    right = value == "" or _is_note_key(value)
    return "" if right else f"dit is niet de publieke sleutel van het updatekanaal {_KEY_FORM}."


def _is_note_key(value: str) -> bool:
    try:
        NoteVerifier.from_text(value)
    except NoteKeyDamaged:
        return False
    return True


def _purposes(names: tuple[str, ...]) -> str:
    for name in names:
        if name not in PURPOSES:
            return (
                f"{_quoted(name)} is geen doel. Kies uit {', '.join(PURPOSES)}.{did_you_mean(name, PURPOSES)}"
            )
    return "" if "self" in names else "het doel self ontbreekt; dat is er altijd."


def _unix_user(value: str) -> str:
    ok = value == "" or re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", value)
    return "" if ok else f"{_quoted(value)} is geen naam van een Unix-gebruiker."


_tcti = _written_as(
    r"|(?:device:/|swtpm:|tabrmd:|mssim:)[A-Za-z0-9_./=,:-]*",
    "schrijf dit zoals tpm2-tss: device:/dev/tpmrm0. Laat het leeg voor de TPM van deze box.",
)


def _slot_path(path: str, kind: str) -> str:
    if kind == "nvmem":
        return _absolute(Path(path))
    if kind == "tpm2":
        return _tcti(path)
    return "" if path == "" else "dit hoort bij nvmem en tpm2; laat het hier leeg."


def _two_users(console: str, sync: str) -> str:
    if (console == "") != (sync == ""):
        return "vul console en sync allebei in, of geen van beide (alleen voor de demo)."
    return "console en sync moeten twee verschillende gebruikers zijn." if console and console == sync else ""


def _updater_is_apart(update: str, console: str, sync: str) -> str:
    taken = update and update in (console, sync)
    return "dit moet een eigen gebruiker zijn, niet die van console of sync." if taken else ""


def _channel(value: str) -> str:
    right = value == "" or re.fullmatch(r"https://[!-~]{1,500}", value)
    return "" if right else 'schrijf een adres zoals "https://updates.gemeente.nl/spiegelbox.note".'


def _channel_with_key(channel: str, key: str) -> str:
    alone = (channel == "") != (key == "")
    return "vul channel en key allebei in, of geen van beide." if alone else ""


def _ca(value: str) -> str:
    return _absolute(Path(value)) if value else ""


def _some_hour(hours: tuple[str, ...], mode: str) -> str:
    never = mode != "by-hand" and not hours
    return 'zonder uren komt er nooit een update. Kies ook mode = "by-hand".' if never else ""


def _longer_than_window(retention: int, window: int) -> str:
    return "" if retention > window else "dit moet langer zijn dan de bedenktijd (review_window_days)."


def _within_the_policy(days: int, longest: int) -> str:
    return "" if days <= longest else f"dit mag niet langer zijn dan policy.retention_days ({longest})."


def _own_term_longer_than_window(days: int, window: int) -> str:
    return "" if days == 0 else _longer_than_window(days, window)


def _before_the_end(remind: int, longest: int) -> str:
    return "" if remind < longest else "dit moet korter zijn dan het langste gesprek (max_talk_minutes)."


def _two_folders(data: Path, run: Path) -> str:
    apart = data not in (run, *run.parents) and run not in data.parents
    return "" if apart else "data en run moeten twee losse mappen zijn."


def _recipient_faults(values: Mapping[str, Any]) -> list[str]:
    """Return a fault per unreadable or repeated recipient, and one when two kinds are mixed in the file."""
    faults: list[str] = []
    kinds: dict[type[Recipient], str] = {}
    lists = {key: values[key] for key in map("purposes.{}.recipients".format, PURPOSES) if key in values}
    for key, recipients in lists.items():
        if not recipients:
            faults.append(f"{key}: de lijst is leeg. Zonder sleutel kan niemand kijken.")
        if len(set(recipients)) < len(recipients):
            faults.append(f"{key}: er staat twee keer dezelfde sleutel.")
        for number, text in enumerate(recipients, start=1):
            try:
                kinds.setdefault(type(parse_recipient(text)), key)
            except RecipientDamaged:
                problem = "is geen goede publieke sleutel (age1... of age1pq1...)."
                faults.append(f"{key}: nummer {number} {problem}")
    if len(kinds) > 1:
        faults.append(f"{' en '.join(kinds.values())}: gebruik overal dezelfde soort, age1 of age1pq1.")
    return faults


def _pinning_faults(values: Mapping[str, Any]) -> list[str]:
    """Return a fault per recipient that is not the one that was pinned, and per pin without a recipient."""
    faults: list[str] = []
    for name in PURPOSES:
        recipients = values.get(f"purposes.{name}.recipients", ())
        pinned = values.get(f"purposes.{name}.fingerprints", ())
        if not pinned:
            continue
        found = {as_read_aloud(fingerprint(recipient)) for recipient in recipients}
        wanted = {as_read_aloud(text) for text in pinned}
        faults += [
            f"purposes.{name}.recipients: nummer {number} heeft kenmerk {fingerprint(recipient)}; "
            "dat staat niet bij fingerprints. Is dit de goede sleutel? Bel de bewaarder."
            for number, recipient in enumerate(recipients, start=1)
            if as_read_aloud(fingerprint(recipient)) not in wanted
        ]
        faults += [
            f"purposes.{name}.fingerprints: bij {_quoted(text)} hoort geen sleutel in recipients."
            for text in pinned
            if as_read_aloud(text) not in found
        ]
    return faults


def _quoted(text: str) -> str:
    return ascii(text[:60]) if not text.isprintable() else f'"{text[:60]}"'


RULES: Mapping[str, Rule] = {
    "box.id": _written_as(
        r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?",
        "gebruik 1 tot 32 kleine letters, cijfers en streepjes, zoals zaandam-3.",
    ),
    "box.room": _line,
    "municipality.name": _line,
    "municipality.controller": _line,
    "municipality.contact_person": _line,
    "municipality.contact_phone": _written_as(r"[0-9+() -]{3,30}", "dit is geen telefoonnummer."),
    "municipality.contact_email": _written_as(r"[^@\s]+@[^@\s]+", "dit is geen e-mailadres."),
    "municipality.fg_contact": _line,
    "municipality.dpia_number": _written_as(r".*", "zet dit op één regel, zonder tabs of enters."),
    "policy.legal_basis": _line,
    "policy.review_window_days": _whole(1, 90, "dagen"),
    "policy.retention_days": _whole(2, 1825, "dagen"),
    "policy.records_years": _whole(1, 20, "jaren"),
    "policy.max_talk_minutes": _whole(5, 240, "minuten"),
    "policy.remind_minutes": _whole(1, 239, "minuten"),
    "purposes": _purposes,
    "purposes.self.title": _line,
    "purposes.coach.title": _line,
    "purposes.leertafel.title": _line,
    "camera.width_px": _whole(160, 1920, "beeldpunten", even=True),
    "camera.height_px": _whole(120, 1080, "beeldpunten", even=True),
    "camera.fps": _whole(5, 30, "beelden per seconde"),
    "camera.bitrate_kbps": _whole(200, 10_000, "kbit per seconde"),
    "microphone.device": _line,
    "microphone.sample_rate_hz": _one_of(16_000, 32_000, 44_100, 48_000),
    "microphone.channels": _one_of(1, 2),
    "microphone.bitrate_kbps": _whole(16, 320, "kbit per seconde"),
    "sync.quiet_hours": _each(quiet_span, 'schrijf elke stille tijd zoals "08:00-17:30"'),
    "sync.limits_kbps": _limits,
    "update.channel": _channel,
    "update.key": _channel_key,
    "update.ca": _ca,
    "update.hours": _each(quiet_span, 'schrijf elk deel van de nacht zoals "01:00-05:00"'),
    "consent.console_key": _console_key,
    "consent.texts": _texts,
    "users.console": _unix_user,
    "users.sync": _unix_user,
    "users.update": _unix_user,
    "slot.offset_bytes": _whole(0, 65_536, "bytes"),
    "paths.data": _absolute,
    "paths.run": _absolute,
    **hardware_rules.RULES,
}

BETWEEN: Mapping[tuple[str, ...], Callable[..., str]] = {
    ("policy.retention_days", "policy.review_window_days"): _longer_than_window,
    **{(f"purposes.{name}.retention_days", "policy.retention_days"): _within_the_policy for name in PURPOSES},
    **{
        (f"purposes.{name}.retention_days", "policy.review_window_days"): _own_term_longer_than_window
        for name in PURPOSES
    },
    ("policy.remind_minutes", "policy.max_talk_minutes"): _before_the_end,
    ("users.console", "users.sync"): _two_users,
    ("users.update", "users.console", "users.sync"): _updater_is_apart,
    ("update.channel", "update.key"): _channel_with_key,
    ("update.hours", "update.mode"): _some_hour,
    ("slot.path", "slot.kind"): _slot_path,
    ("paths.data", "paths.run"): _two_folders,
    **hardware_rules.BETWEEN,
}
