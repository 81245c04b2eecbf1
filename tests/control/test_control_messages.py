"""What may be asked of the recorder, pinned: a new verb or field needs a conscious change here too."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.control.messages import REPEATABLE, VERBS, Role, check_request
from appliance.domain.errors import MessageDamaged, SpiegelboxError, UnknownField, UnknownVerb

CONSOLE_ASKS: dict[str, dict[str, str]] = {
    "status": {"tablet": "flag, may be left out"},
    "policy": {},
    "health": {},
    "queue": {},
    "talk.ask": {"klantmanager": "text 1..80", "language": "word", "people": "1..8 different [word]"},
    "talk.answer": {
        "talk_code": "word",
        "person": "word",
        "choice": "yes|no|unsure",
        "purposes": "0..8 different [word]",
        "text": "sha256: of a text",
        "read_aloud": "flag",
        "via_tolk": "flag",
    },
    "talk.consent": {"talk_code": "word", "token": "text 1..4096 with lines"},
    "talk.take_back": {"talk_code": "word"},
    "talk.visit": {},
    "talk.visitor_left": {},
    "talk.ask_again": {"talk_code": "word", "role": "word"},
    "talk.pause": {},
    "talk.resume": {},
    "talk.stop": {"discard": "flag, may be left out"},
    "talk.wipe_tail": {"minutes": "whole 1..240"},
    "talk.resume_part": {},
    "talk.self_test": {},
    "talk.closing": {"answer": "keep|look|discard"},
    "feedback.give": {"face": "good|so_so|bad", "line": "text 0..300"},
    "feedback.month": {"month": "month"},
    "review.open": {"code": "text 0..200 with lines"},
    "review.index": {"playback": "handle"},
    "review.read": {"playback": "handle", "offset": "whole 0..1099511627776", "length": "whole 1..1048576"},
    "review.copy": {"playback": "handle"},
    "review.copy_read": {"playback": "handle"},
    "review.receipt": {"playback": "handle"},
    "review.close": {"playback": "handle"},
    "review.progress": {"playback": "handle"},
    "review.confirm": {"playback": "handle"},
    "review.withdraw": {"playback": "handle"},
    "review.narrow": {"playback": "handle", "purposes": "0..8 different [word]"},
    "review.cut": {"playback": "handle", "pieces": "1..200 [2 [seconds 0..86400]]"},
    "withdraw.by_code": {"code": "text 0..200 with lines"},
    "recordings.mine": {"klantmanager": "text 1..80"},
    "recordings.find": {
        "date": "day",
        "klantmanager": "text 1..80, may be left out",
        "room": "text 1..80, may be left out",
    },
    "recordings.by_code": {"code": "text 0..200 with lines"},
    "recordings.withdraw": {"id": "recording id", "by": "2 different [text 1..80]"},
    "recordings.withdraw_own": {"id": "recording id", "klantmanager": "text 1..80"},
    "recordings.klantmanager_left": {
        "klantmanager": "text 1..80",
        "by": "2 different [text 1..80]",
        "keep": "0..400 different [recording id]",
    },
    "recordings.freeze": {"id": "recording id", "by": "2 different [text 1..80]", "days": "whole 1..3650"},
    "recordings.thaw": {"id": "recording id", "by": "2 different [text 1..80]"},
    "declarations.find": {"month": "month"},
    "declarations.give": {"id": "recording id"},
}

SYNC_ASKS: dict[str, dict[str, str]] = {
    "sync.jobs": {},
    "sync.header": {"id": "recording id"},
    "sync.manifest": {
        "id": "recording id",
        "parts": "1..400 different [name: part name, size_bytes: whole 0..1099511627776, sha256: sha256]",
    },
    "sync.delivered": {"id": "recording id", "manifest_sha256": "sha256"},
    "sync.erased": {"id": "recording id"},
    "sync.progress": {"id": "recording id", "parts_done": "whole 0..400", "parts": "whole 1..400"},
    "sync.trouble": {
        "error": "word",
        "sentence": "text 1..300",
        "next_step": "text 1..300",
        "id": "recording id or nothing",
        "wait_s": "whole 0..86400",
    },
    "sync.well": {},
    "sync.audit": {"since": "whole 0..1099511627776", "root": "sha256"},
    "sync.holdings": {},
    "sync.listed": dict.fromkeys(("missing", "unknown", "back"), "0..500 different [recording id]"),
}

# Words that would tell of a verb the console must never have.
STARTS_THE_CAMERA = re.compile(r"start|record(?!ings)|press|button|camera|film|arm|capture")
NAMES_A_PLACE = re.compile(r"path|file|folder|dir|store|url|host|device|socket")
CHANGES_THE_RULES = re.compile(
    r"window|retention|polic|setting|limit|clock|time|expir|audit|log|purge|key|secret"
)

FILM = {"review.index", "review.read", "review.copy", "review.copy_read"}

ANSWER: dict[str, object] = {
    "verb": "talk.answer",
    "talk_code": "MEREL-4172",
    "person": "client",
    "choice": "yes",
    "purposes": ["self"],
    "text": "sha256:" + "0f" * 32,
    "read_aloud": False,
    "via_tolk": False,
}


def asked(role: Role) -> dict[str, dict[str, str]]:
    return {verb: {name: str(kind) for name, kind in fields.items()} for verb, fields in VERBS[role].items()}


def test_the_console_may_ask_exactly_this() -> None:
    assert asked(Role.CONSOLE) == CONSOLE_ASKS


def test_sync_may_ask_exactly_this() -> None:
    assert asked(Role.SYNC) == SYNC_ASKS


def test_the_updater_may_look_and_say_one_line_and_nothing_else() -> None:
    assert asked(Role.UPDATE) == {
        "update.situation": {},
        "update.wellness": {},
        "update.told": {"ok": "flag", "sentence": "text 1..300"},
    }


def test_every_role_has_its_table_and_no_verb_stands_in_two() -> None:
    assert VERBS.keys() == set(Role)
    verbs = [verb for table in VERBS.values() for verb in table]
    assert len(verbs) == len(set(verbs))


def test_no_verb_of_the_console_starts_the_camera() -> None:
    assert [verb for verb in VERBS[Role.CONSOLE] if STARTS_THE_CAMERA.search(verb)] == []


def test_no_field_of_anybody_names_a_place() -> None:
    names = {name for table in VERBS.values() for fields in table.values() for name in fields}
    assert {name for name in names if NAMES_A_PLACE.search(name)} == set()


def test_no_verb_or_field_of_the_console_changes_windows_policy_audit_or_keys() -> None:
    words = {*VERBS[Role.CONSOLE], *(name for fields in VERBS[Role.CONSOLE].values() for name in fields)}
    assert {word for word in words if CHANGES_THE_RULES.search(word)} == {"policy"}
    assert not VERBS[Role.CONSOLE]["policy"], "policy may only be read"


def test_film_comes_only_out_of_a_playback_and_a_playback_only_out_of_a_code() -> None:
    gives_film = {verb for verb in VERBS[Role.CONSOLE] if verb in FILM}
    assert all("playback" in VERBS[Role.CONSOLE][verb] for verb in gives_film)
    assert set(VERBS[Role.CONSOLE]["review.open"]) == {"code"}


def test_only_questions_that_change_nothing_may_be_repeated() -> None:
    assert {
        "status", "policy", "health", "queue", "review.index", "review.read", "review.receipt",
        "review.progress",
        "recordings.mine", "recordings.find", "feedback.month", "sync.jobs", "sync.header", "sync.manifest",
        "declarations.find", "declarations.give", "sync.audit", "sync.holdings", "sync.listed",
        "update.situation", "update.wellness",
    } == REPEATABLE  # fmt: skip
    assert {verb for table in VERBS.values() for verb in table} >= REPEATABLE


def test_a_question_of_the_table_comes_through_as_it_is() -> None:
    request = check_request(Role.CONSOLE, ANSWER)
    assert request.verb == "talk.answer"
    assert {**request.fields, "verb": "talk.answer"} == ANSWER


@pytest.mark.parametrize("message", [{"verb": "status"}, {"verb": "status", "tablet": True}])
def test_a_field_that_may_be_left_out_may_be_left_out(message: dict[str, object]) -> None:
    assert check_request(Role.CONSOLE, message).verb == "status"


@pytest.mark.parametrize("verb", [None, "", "STATUS", "status ", 1, ["status"], {"status": 1}, "sync.jobs"])
def test_it_refuses_a_verb_the_role_does_not_have(verb: object) -> None:
    with pytest.raises(UnknownVerb):
        check_request(Role.CONSOLE, {"verb": verb})


def test_it_refuses_a_message_without_a_verb() -> None:
    with pytest.raises(UnknownVerb):
        check_request(Role.SYNC, {})


def test_it_refuses_one_field_too_many() -> None:
    with pytest.raises(UnknownField):
        check_request(Role.CONSOLE, {**ANSWER, "reason": "why"})


@pytest.mark.parametrize("name", [name for name in ANSWER if name != "verb"])
def test_it_refuses_one_field_too_few(name: str) -> None:
    with pytest.raises(UnknownField):
        check_request(Role.CONSOLE, {key: value for key, value in ANSWER.items() if key != name})


@pytest.mark.parametrize("name", [name for name in ANSWER if name != "verb"])
@pytest.mark.parametrize("value", [None, 7, {}, "\x00", [["self"]]], ids=repr)
def test_it_refuses_a_value_of_another_kind(name: str, value: object) -> None:
    with pytest.raises(MessageDamaged):
        check_request(Role.CONSOLE, {**ANSWER, name: value})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    sorted({"verb", *(name for table in VERBS.values() for fields in table.values() for name in fields)})
)
ANY_VERB = st.sampled_from(sorted(verb for table in VERBS.values() for verb in table))


@given(role=st.sampled_from(Role), verb=ANY_VERB, fields=st.dictionaries(NAMES | st.text(max_size=8), JSON))
def test_whatever_comes_in_is_a_question_of_the_table_or_an_error_of_the_tree(
    role: Role, verb: str, fields: dict[str, object]
) -> None:
    try:
        request = check_request(role, {**fields, "verb": verb})
    except SpiegelboxError:
        return
    known = VERBS[role][request.verb]
    assert all(known[name].accepts(value) for name, value in request.fields.items())
