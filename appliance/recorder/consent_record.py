"""What was asked of people and what they said, as a record that others can read: values in, JSON-LD out.

It says what the recorder itself heard, and no more: which text was shown (by its hash), whether it was read
aloud or went through an interpreter, who chose what, when everybody's yes was signed and when the film began.
People are roles; there is no name of anybody in the room. One record a person, since a record is about one.

Fields: ISO/IEC TS 27560:2023 in the profile of the W3C Data Privacy Vocabulary, https://w3id.org/dpv/schema/
dpv-27560 (record and receipt), after the guide https://w3id.org/dpv/guides/consent-27560. The profile's GDPR
variants are not claimed: the box does not know where in the country the municipal store stands.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from appliance.domain.people import role_of, speaks_for
from appliance.recorder.talk import Answer
from appliance.settings.model import Municipality, Purpose, Settings
from appliance.store.state import RecordingRow

Node = dict[str, object]

_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#"
_REFERENCES = (
    *("dct:conformsTo", "dct:publisher", "dct:creator", "dct:audience", "skos:broader"),
    *("dpv:hasDataController", "dpv:hasJurisdiction", "dpv:hasApplicableLaw", "dpv:hasLegalBasis"),
    *("dpv:hasProcessing", "dpv:hasDataSource", "dpv:isIndicatedBy"),
)
_CONTEXT: Node = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    **{name: {"@id": name, "@type": "@id"} for name in _REFERENCES},
}
_CONTROLLER = "urn:spiegelbox:controller"
_RIGHTS = {
    "A7-3": "Uw toestemming intrekken",
    "A15": "Inzage en een kopie",
    "A17": "Laten wissen",
    "A18": "Het gebruik laten stilzetten",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consented:
    """One talk at the moment that its film begins, or goes on with somebody who came in."""

    row: RecordingRow
    # By person, one for everybody in ``row.people`` who is old enough to answer.
    answers: Mapping[str, Answer]
    given_at: datetime  # when the yes of everybody was signed
    number: int = 1  # 2 and more: a yes said anew because somebody came in


def consent_receipt(consented: Consented, settings: Settings) -> Node:
    """Return the receipt: the records of everybody in the room, client first."""
    row = consented.row
    identifier = _identifier(consented, "receipt")
    people = sorted(row.people, key=lambda person: person != "client")
    return {
        "@context": _CONTEXT,
        "@id": f"urn:uuid:{identifier}",
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": f"{_SCHEMA}receipt",
        "dct:identifier": identifier,
        "dpv:hasIdentifier": identifier,
        "dct:created": row.started_at.isoformat(),
        "dct:creator": f"urn:spiegelbox:box:{settings.box.id}",
        "dct:publisher": _CONTROLLER,
        "dct:audience": "dpv:DataSubject",
        "dct:source": f"film {row.film}",
        "dpv:hasRecordOfActivity": [_record(consented, person, settings) for person in people],
    }


def _record(consented: Consented, person: str, settings: Settings) -> Node:
    row, answer = consented.row, consented.answers[speaks_for(person)]
    identifier = _identifier(consented, person)
    municipality = settings.municipality
    record: Node = {
        "@id": f"urn:uuid:{identifier}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{_SCHEMA}record",
        "dct:identifier": identifier,
        "dpv:hasIdentifier": identifier,
        "dct:created": row.started_at.isoformat(),
        "dct:language": row.language,
        "dpv:hasDataSubject": {
            "@type": "dpv:DataSubject",
            "dct:title": person,
            "dpv:hasIdentifier": f"{row.talk_code}/{person}",
        },
        "dpv:hasDataController": _CONTROLLER,
        "dpv:hasEntity": [_controller(municipality), _authority()],
        "dpv:hasJurisdiction": "loc:NL",
        "dpv:hasApplicableLaw": "eu-gdpr:GDPR",
        "dpv:hasLegalBasis": ["dpv:ExplicitlyExpressedConsent", "eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"],
        "dpv:hasNotice": _notice(answer, row.language, person),
        "dpv:hasProcess": [
            _process(name, purpose, consented, settings, chosen=name in answer.purposes)
            for name, purpose in settings.purposes.items()
        ],
        "dpv:hasConsentStatus": _given(consented, person, answer, settings),
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": f"op de tablet of bij de gemeente, tel. {municipality.contact_phone}",
        },
        "dpv:hasRight": _rights(municipality),
    }
    if municipality.dpia_number:
        number = {"@type": "dpv:DPIA", "dct:identifier": municipality.dpia_number}
        record["dpv:hasImpactAssessment"] = number
    return record


def _notice(answer: Answer, language: str, person: str) -> Node:
    """Return what was shown and heard; the hash is that of one version in one language."""
    heard = ["door de telefoon"] if _is_on_the_phone(person) else ["getoond op de tablet"]
    heard += ["voorgelezen"] * answer.read_aloud + ["via een tolk"] * answer.via_tolk
    return {
        "@type": "dpv:ConsentNotice",
        "dpv:hasIdentifier": answer.text,
        "dct:language": language,
        "dct:description": ", ".join(heard),
        "schema:accessMode": ["textual", "auditory"] if answer.read_aloud else ["textual"],
    }


def _given(consented: Consented, person: str, answer: Answer, settings: Settings) -> Node:
    how = "zei ja aan de telefoon" if _is_on_the_phone(person) else "zei ja op de tablet"
    how += ", via een tolk" * answer.via_tolk
    by_parent = speaks_for(person) != person
    return {
        "@type": ["dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedBy": "dpv:ParentOfDataSubject" if by_parent else "dpv:DataSubject",
        "dpv:hasIndicationMethod": how,
        "dpv:isIndicatedAtTime": answer.said_at.isoformat(),
        "dct:date": consented.given_at.isoformat(),
        "dpv:hasDuration": _kept(consented, settings),
    }


def _process(name: str, purpose: Purpose, consented: Consented, settings: Settings, *, chosen: bool) -> Node:
    """Return one purpose as it was offered; when everybody chose it, its keys open the film."""
    used = name in consented.row.purposes
    outcome = "iedereen koos dit" if used else "niet iedereen koos dit: hiervoor gaat de opname niet open"
    return {
        "@type": "dpv:Process",
        "dpv:hasService": {"@type": "dpv:Service", "dct:title": "Een gesprek opnemen om van te leren"},
        "dpv:hasPurpose": {"@type": "dpv:Purpose", "dct:identifier": name, "skos:prefLabel": purpose.title},
        "dpv:hasConsentStatus": {"@type": "dpv:ConsentGiven" if chosen else "dpv:ConsentRefused"},
        "dct:description": outcome,
        "dpv:hasPersonalData": [
            {"@type": "dpv:PersonalData", "skos:prefLabel": "beeld en geluid van het gesprek"},
            {"@type": "dpv:SpecialCategoryPersonalData", "skos:prefLabel": "wat daarin over gezondheid valt"},
        ],
        "dpv:hasDataSource": "dpv:DataSubjectDataSource",
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Consult", "dpv:Erase"],
        "dpv:hasRecipient": {"@type": "dpv:Recipient", "skos:prefLabel": purpose.title},
        "dpv:hasStorageCondition": _storage(consented, settings),
    }


def _kept(consented: Consented, settings: Settings) -> Node:
    """Return how long this film is kept at most: the shortest term of the purposes it opens for."""
    days = settings.terms.kept_days(consented.row.purposes)
    return {"@type": "dpv:TemporalDuration", "rdf:value": f"P{days}D"}


def _storage(consented: Consented, settings: Settings) -> list[Node]:
    policy = settings.policy
    conditions: list[Node] = [
        {"@type": "dpv:StorageLocation", "dpv:hasLocation": {"@id": "dpv:WithinDevice"}},
        {
            "@type": "dpv:StorageLocation",
            "dpv:hasLocation": {"@type": "dpv:Location", "skos:prefLabel": "de opslag van de gemeente"},
        },
        {
            "@type": "dpv:StorageDuration",
            "dpv:hasDuration": _kept(consented, settings),
        },
    ]
    if policy.on_silence == "destroy":
        event = f"geen tweede ja binnen {policy.review_window_days} dagen na het gesprek"
        duration = {"@type": "dpv:UntilEventDuration", "rdf:value": event}
        conditions.append({"@type": "dpv:StorageDeletion", "dpv:hasDuration": duration})
    return conditions


def _controller(municipality: Municipality) -> Node:
    return {
        "@id": _CONTROLLER,
        "@type": ["dpv:Organisation", "dpv:DataController"],
        "dpv:hasIdentifier": _CONTROLLER,
        "dpv:hasName": municipality.name,
        "dpv:hasAddress": municipality.controller,
        "dpv:hasContact": municipality.contact_email,
        "schema:contactPoint": {
            "@type": "schema:ContactPoint",
            "schema:telephone": municipality.contact_phone,
            "schema:email": municipality.contact_email,
        },
    }


def _authority() -> Node:
    return {
        "@id": "https://autoriteitpersoonsgegevens.nl",
        "@type": "dpv:DataProtectionAuthority",
        "dpv:hasName": "Autoriteit Persoonsgegevens",
    }


def _rights(municipality: Municipality) -> list[Node]:
    own: list[Node] = [
        {
            "@type": ["dpv:DataSubjectRight", f"eu-gdpr:{article}"],
            "dct:title": title,
            "dpv:isExercisedAt": municipality.contact_email,
        }
        for article, title in _RIGHTS.items()
    ]
    complaint = {"@type": "dpv:DataSubjectRight", "dct:title": "Een klacht indienen"}
    return [*own, {**complaint, "dpv:isExercisedAt": "autoriteitpersoonsgegevens.nl"}]


def _is_on_the_phone(person: str) -> bool:
    return role_of(person) == "tolk_telefoon"


def _identifier(consented: Consented, what: str) -> str:
    """Return a UUID that belongs to this yes about this recording, and nothing else."""
    name = what if consented.number == 1 else f"{what}/{consented.number}"
    return str(uuid.uuid5(uuid.UUID(consented.row.id), name))
