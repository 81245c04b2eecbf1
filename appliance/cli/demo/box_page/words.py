"""What the box shows, in words: colour and sound are never the only carrier (WCAG 2.2, 1.4.1)."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.cli.demo.wires import BoxState

LIGHT: Mapping[str, str] = {
    "dark": "Het lampje is uit. De camera is uit.",
    "white": "Het lampje is wit. Er is een ja. De camera staat nog uit.",
    "red": "Het lampje is rood. De camera staat aan.",
    "amber": "Het lampje is oranje. Het is pauze. De camera staat uit.",
    "blue-pulse": "Het lampje is blauw. De box slaat op.",
    "amber-flash": "Het lampje knippert oranje. De box heeft hulp nodig.",
}
TONE: Mapping[str, str] = {
    "start": "Twee tonen omhoog: de opname begint.",
    "stop": "Twee tonen omlaag: de opname stopt.",
    "help": "Eén lage toon: dit kan nu niet, of de box heeft hulp nodig.",
    "still-there": "Een korte toon: bent u nog bezig?",
}
BROKEN: Mapping[tuple[str, str], str] = {
    ("camera", "off"): "De camera is los.",
    ("camera", "frozen"): "De camera is bevroren.",
    ("microphone", "off"): "De microfoon is los.",
    ("light", "off"): "Het lampje is stuk.",
}
UNREACHABLE = "Geen verbinding met de box."


def in_words(state: BoxState, *, elapsed_s: float) -> dict[str, object]:
    """Return what the page shows, as JSON values. ``elapsed_s`` counts from the start of the demo."""
    return {
        "connected": state.connected,
        "light": state.light if state.connected else "dark",
        "lightWords": LIGHT.get(state.light, state.light) if state.connected else UNREACHABLE,
        "camera": state.camera,
        "cameraWords": "De lens is open." if state.camera == "open" else "De lens is dicht.",
        "packets": state.packets,
        "dayS": state.day_s,
        "elapsedS": round(elapsed_s, 3),
        "tones": [
            {"number": number, "tone": tone, "words": TONE.get(tone, tone)} for number, tone in state.tones
        ],
        "broken": [BROKEN[fault] for fault in state.broken if fault in BROKEN],
    }
