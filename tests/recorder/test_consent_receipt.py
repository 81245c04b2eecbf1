"""What a client can prove afterwards: who was asked what, and what they chose, in the standard's fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.errors import NoteAltered
from appliance.recorder.consent_receipt import CONSENT_KIND
from appliance.recorder.receipts import RECEIPT_KIND
from tests.recorder.bench import TEXT, Bench
from tests.recorder.film import look_back

# Fields that ISO/IEC TS 27560:2023 demands, as the W3C profile (guide consent-27560) writes them.
RECEIPT_FIELDS = {"dct:conformsTo", "dpv:hasIdentifier", "dct:created", "dpv:hasRecordOfActivity"}
RECORD_FIELDS = {
    *("dct:conformsTo", "dpv:hasIdentifier", "dpv:hasDataSubject", "dct:language", "dpv:hasNotice"),
    *("dpv:hasDataController", "dpv:hasEntity", "dpv:hasJurisdiction", "dpv:hasConsentControl"),
    *("dpv:hasProcess", "dpv:hasConsentStatus", "dpv:hasLegalBasis", "dpv:hasRight"),
}
PROCESS_FIELDS = {"dpv:hasPurpose", "dpv:hasPersonalData", "dpv:hasStorageCondition", "dpv:hasRecipient"}
EVENT_FIELDS = {"dpv:isIndicatedAtTime", "dpv:isIndicatedBy", "dpv:hasDuration", "dpv:hasIndicationMethod"}
PARTY_FIELDS = {"dpv:hasIdentifier", "dpv:hasName", "dpv:hasAddress", "dpv:hasContact"}


def verifier_of(bench: Bench) -> NoteVerifier:
    key = bench.settings.paths.data / "recorder" / "keys" / "box.key"
    return NoteSigner.from_text(key.read_text(encoding="ascii")).verifier


def notes_of(bench: Bench) -> list[Path]:
    return sorted((bench.settings.paths.data / "recorder" / "receipts").iterdir())


def receipt_of(bench: Bench) -> dict[str, Any]:
    (note,) = notes_of(bench)
    receipt: dict[str, Any] = json.loads(
        verifier_of(bench).verify_as(CONSENT_KIND, note.read_text(encoding="utf-8"))
    )
    return receipt


def film_after(bench: Bench, answers: dict[str, dict[str, Any]]) -> None:
    """A film after these people said yes, each in their own way."""
    asked = bench.ask("talk.ask", klantmanager="anna", language="ti", people=list(answers))
    for person, how in answers.items():
        said = {"choice": "yes", "purposes": ["self"], "text": TEXT, "read_aloud": False, "via_tolk": False}
        done = bench.ask("talk.answer", talk_code=asked["talk_code"], person=person, **{**said, **how})
    token = bench.token({**asked, "people": done["people"], "purposes": done["purposes"]})
    bench.ask("talk.consent", talk_code=asked["talk_code"], token=token)
    bench.start_filming()


def purposes_of(record: dict[str, Any]) -> dict[str, str]:
    return {
        process["dpv:hasPurpose"]["dct:identifier"]: process["dpv:hasConsentStatus"]["@type"]
        for process in record["dpv:hasProcess"]
    }


def test_no_film_begins_without_a_signed_receipt(bench: Bench) -> None:
    bench.consent()
    assert notes_of(bench) == []
    bench.start_filming()
    receipt = receipt_of(bench)
    assert receipt["@type"] == "dpv:ConsentReceipt"
    assert receipt["dct:conformsTo"] == "https://w3id.org/dpv/schema/dpv-27560#receipt"


def test_every_field_that_the_standard_demands_is_there_and_filled(bench: Bench) -> None:
    film_after(bench, {"client": {}})
    receipt = receipt_of(bench)
    (record,) = receipt["dpv:hasRecordOfActivity"]
    assert record["dct:conformsTo"] == "https://w3id.org/dpv/schema/dpv-27560#record"
    assert filled(receipt) >= RECEIPT_FIELDS
    assert filled(record) >= RECORD_FIELDS
    assert filled(record["dpv:hasConsentStatus"]) >= EVENT_FIELDS
    assert filled(record["dpv:hasEntity"][0]) >= PARTY_FIELDS
    assert all(filled(process) >= PROCESS_FIELDS for process in record["dpv:hasProcess"])
    durations = [
        condition["dpv:hasDuration"]["rdf:value"]
        for condition in record["dpv:hasProcess"][0]["dpv:hasStorageCondition"]
        if "dpv:hasDuration" in condition
    ]
    assert durations == ["P180D", "geen tweede ja binnen 14 dagen na het gesprek"]


def test_every_prefix_is_explained_in_the_context(bench: Bench) -> None:
    film_after(bench, {"client": {}})
    receipt = receipt_of(bench)
    known = set(receipt.pop("@context"))
    used = {name.split(":")[0] for name in keys_in(receipt) if ":" in name}
    assert used <= known


def test_it_tells_what_was_shown_heard_and_chosen_by_each_person(bench: Bench) -> None:
    film_after(
        bench,
        {
            "maatje": {"purposes": ["self"], "read_aloud": True},
            "client": {"purposes": ["self", "coach"], "read_aloud": True, "via_tolk": True},
            "tolk": {"purposes": ["self", "coach", "leertafel"]},
        },
    )
    records = receipt_of(bench)["dpv:hasRecordOfActivity"]
    assert [record["dpv:hasDataSubject"]["dct:title"] for record in records] == ["client", "maatje", "tolk"]
    notices = [record["dpv:hasNotice"] for record in records]
    assert {notice["dpv:hasIdentifier"] for notice in notices} == {TEXT}
    assert {notice["dct:language"] for notice in notices} == {"ti"}
    assert [notice["dct:description"] for notice in notices] == [
        "getoond op de tablet, voorgelezen, via een tolk",
        "getoond op de tablet, voorgelezen",
        "getoond op de tablet",
    ]
    yes, no = "dpv:ConsentGiven", "dpv:ConsentRefused"
    assert [purposes_of(record) for record in records] == [
        {"self": yes, "coach": yes, "leertafel": no},
        {"self": yes, "coach": no, "leertafel": no},
        {"self": yes, "coach": yes, "leertafel": yes},
    ]
    outcome = [process["dct:description"] for process in records[0]["dpv:hasProcess"]]
    assert outcome[0] == "iedereen koos dit"
    assert all(text.startswith("niet iedereen") for text in outcome[1:])


def test_it_tells_when_each_person_said_yes_and_when_all_of_it_was_signed(bench: Bench) -> None:
    asked = bench.ask("talk.ask", klantmanager="anna", language="nl", people=["client", "maatje"])
    said_at = {}
    for person in ("client", "maatje"):
        done = bench.ask(
            "talk.answer",
            talk_code=asked["talk_code"],
            person=person,
            choice="yes",
            purposes=["self"],
            text=TEXT,
            read_aloud=False,
            via_tolk=False,
        )
        said_at[person] = bench.clock.now().isoformat()
        bench.clock.pass_s(5.0)
    token = bench.token({**asked, "people": done["people"], "purposes": done["purposes"]})
    signed_at = bench.clock.now().replace(microsecond=0).isoformat()
    bench.ask("talk.consent", talk_code=asked["talk_code"], token=token)
    bench.start_filming()
    given = [record["dpv:hasConsentStatus"] for record in receipt_of(bench)["dpv:hasRecordOfActivity"]]
    assert [one["dpv:isIndicatedAtTime"] for one in given] == [said_at["client"], said_at["maatje"]]
    assert {one["dct:date"] for one in given} == {signed_at}


def test_it_names_nobody(bench: Bench) -> None:
    film_after(bench, {"client": {}, "maatje": {}})
    text = json.dumps(receipt_of(bench))
    assert "anna" not in text  # the klantmanager
    assert bench.settings.municipality.contact_person not in text


def test_a_receipt_with_anything_changed_and_another_kind_of_note_are_not_receipts(bench: Bench) -> None:
    film_after(bench, {"client": {}})
    (path,) = notes_of(bench)
    note = path.read_text(encoding="utf-8")
    with pytest.raises(NoteAltered):
        verifier_of(bench).verify_as(CONSENT_KIND, note.replace("ConsentRefused", "ConsentGiven", 1))
    with pytest.raises(NoteAltered):
        verifier_of(bench).verify_as(RECEIPT_KIND, note)
    assert path.stat().st_mode & 0o077 == 0


def test_the_client_gets_it_with_the_code_after_a_cut_too(bench: Bench) -> None:
    code = " ".join(bench.record(3.0))
    (path,) = notes_of(bench)
    playback, _ = look_back(bench, code)
    assert bench.console.ask_body("review.receipt", playback=playback)[1] == path.read_bytes()
    bench.ask("review.cut", playback=playback, pieces=[[0.0, 1.0]])
    assert bench.console.ask_body("review.receipt", playback=playback)[1] == path.read_bytes()
    bench.ask("review.close", playback=playback)
    assert bench.refused("review.receipt", playback=playback) == "playback-ended"


def test_it_outlives_the_film(bench: Bench) -> None:
    code = " ".join(bench.record())
    (path,) = notes_of(bench)
    before = path.read_bytes()
    bench.ask("withdraw.by_code", code=code)
    assert bench.films_on_disk == set()
    assert path.read_bytes() == before


def test_a_second_talk_has_a_receipt_of_its_own(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.record(answer="keep")
    one, two = (path.read_text(encoding="utf-8") for path in notes_of(bench))
    assert one != two


def filled(node: dict[str, Any]) -> set[str]:
    return {name for name, value in node.items() if value not in ("", [], {}, None)}


def keys_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(name for inner in value.values() for name in keys_in(inner))}
    return {name for inner in value for name in keys_in(inner)} if isinstance(value, list) else set()


def expanded_terms(value: object) -> set[str]:
    """Return every property and type that a JSON-LD processor reads in an expanded document."""
    if isinstance(value, list):
        return {term for inner in value for term in expanded_terms(inner)}
    if not isinstance(value, dict):
        return set()
    own = {name for name in value if not name.startswith("@")} | set(value.get("@type", ()))
    return own | {term for inner in value.values() for term in expanded_terms(inner)}


def test_a_json_ld_processor_reads_every_field_as_a_term_of_its_vocabulary(bench: Bench) -> None:
    film_after(bench, {"client": {"via_tolk": True}, "maatje": {}})
    receipt = receipt_of(bench)
    expanded = jsonld.expand(receipt)
    vocabularies = tuple(str(iri) for iri in receipt["@context"].values() if isinstance(iri, str))
    terms = expanded_terms(expanded)
    assert {term for term in terms if not term.startswith(vocabularies)} == set()
    # What has no prefix or no explanation is dropped by a processor: nothing may be.
    assert len(terms) == len({name for name in names_in(receipt) if not name.startswith("@")})
    # And the other way: written short again with the same context it still says the same.
    short = jsonld.compact(expanded, {"@context": receipt["@context"]})
    assert jsonld.expand(short) == expanded


def test_what_it_points_at_is_a_thing_and_not_a_text(bench: Bench) -> None:
    film_after(bench, {"client": {}})
    quads = jsonld.to_rdf(receipt_of(bench))["@default"]
    dpv = "https://w3id.org/dpv#"
    things = {quad["predicate"]["value"] for quad in quads if quad["object"]["type"] == "IRI"}
    assert {f"{dpv}{name}" for name in ("hasDataController", "hasLegalBasis", "hasProcessing")} <= things
    assert all(":" in quad["object"]["value"] for quad in quads if quad["object"]["type"] == "IRI")


def names_in(value: object) -> set[str]:
    """Return every property and type as it was written."""
    if isinstance(value, list):
        return {name for inner in value for name in names_in(inner)}
    if not isinstance(value, dict):
        return set()
    kinds = value.get("@type", [])
    own = {*value, *([kinds] if isinstance(kinds, str) else kinds)} - {"@context"}
    return own | {name for key, inner in value.items() if key != "@context" for name in names_in(inner)}
