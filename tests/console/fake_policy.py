"""What the municipality of the tests is called, and what it chose."""

from __future__ import annotations

MUNICIPALITY = {
    "name": "gemeente Voorbeeld",
    "controller": "Het college van gemeente Voorbeeld, Marktplein 1",
    "contact_person": "Noor Bakker",
    "contact_phone": "010 123 45 67",
    "contact_email": "film@voorbeeld.example",
    "fg_contact": "fg@voorbeeld.example",
    "dpia_number": "DPIA-2026-7",
}
POLICY = {
    "legal_basis": "uw toestemming",
    "review_window_days": 14,
    "retention_days": 180,
    "records_years": 5,
    "on_silence": "destroy",
    "max_talk_minutes": 90,
    "remind_minutes": 45,
    "children": "never",
}
