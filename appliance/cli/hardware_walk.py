"""``spiegelbox check --hardware``: walk past every part of a box with a person who looks, hears and presses.

Opens neither the camera nor the microphone: without a yes nobody is filmed or heard, also not by beheer. That
they are there is looked up; what they see and hear shows in the first trial talk.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from appliance.cli.probes import Finding, mind, right, wrong
from appliance.domain.errors import LightFailed
from appliance.domain.light import LightColour, Tone
from appliance.recorder.assembly import Hardware
from appliance.settings.model import Settings

Ask = Callable[[str], bool]

PRESS_WITHIN_S = 20.0
_BOUNCE_S = 1.0
_MANY_EDGES = 12  # a good button bounces a few times
_STEADY = {LightColour.RED: "rood", LightColour.WHITE: "wit", LightColour.AMBER: "oranje"}
_MOVING = {
    LightColour.BLUE_PULSE: "langzaam aan en uit",
    LightColour.AMBER_FLASH: "twee keer kort, steeds weer",
}
_TONES = {Tone.START: "twee tonen omhoog", Tone.STOP: "twee tonen omlaag", Tone.HELP: "één lage toon"}
_HOT_C = 75.0


def walk(
    settings: Settings, parts: Hardware, *, ask: Ask, say: Callable[[str], None], sound: Path, dev: Path
) -> Iterator[Finding]:
    """Yield a finding for each part; ``ask`` puts a question to the person, yes or no.

    ``sound`` is the kernel's list of sound cards, ``dev`` the folder of devices.
    """
    say("Wij lopen langs alle onderdelen. De camera en de microfoon blijven uit.")
    yield from _light(parts, ask)
    if settings.hardware.door1_pin or settings.hardware.door2_pin:
        yield from _doors(parts, ask)
    if settings.hardware.buzzer_pin:
        yield from _buzzer(parts, ask)
    yield from _button(parts, say)
    yield _camera(settings, dev)
    yield _microphone(sound)
    yield from _board(parts)
    if parts.clock.is_known():
        yield right("De klok staat goed.")
    else:
        yield wrong("De box weet niet hoe laat het is. Controleer het netwerk of de klokbatterij.")


def _light(parts: Hardware, ask: Ask) -> Iterator[Finding]:
    light = parts.light
    try:
        for colour, word in _STEADY.items():
            light.show(colour)
            if light.read_back() is not colour:
                yield wrong(f"De lamp zegt niet terug dat hij {word} is. Kijk de draden en het oog na.")
            elif ask(f"Brandt de lamp nu {word}?"):
                yield right(f"De lamp brandt {word}.")
            else:
                yield wrong(f"De lamp hoort nu {word} te branden. Kijk de pinnen na in de instellingen.")
        for colour, word in _MOVING.items():
            light.show(colour)
            seen = ask(f"Gaat de lamp {word}?")
            yield right(f"De lamp gaat {word}.") if seen else wrong(f"De lamp hoort {word} te gaan.")
        light.show(LightColour.DARK)
        if light.read_back() is not LightColour.DARK:
            yield wrong("De lamp is niet donker te krijgen: er is kortsluiting, of het oog ziet ander licht.")
    except LightFailed as failure:
        yield wrong(str(failure))
    finally:
        with suppress(LightFailed):
            light.show(LightColour.DARK)
    yield (right if "Verminderde" not in parts.light_words else mind)(parts.light_words)


def _doors(parts: Hardware, ask: Ask) -> Iterator[Finding]:
    with suppress(LightFailed):
        parts.light.show(LightColour.RED)
        seen = ask("Branden ook de rode lampjes bij de deuren?")
        parts.light.show(LightColour.DARK)
        yield (
            right("De lampjes bij de deuren branden.") if seen else wrong("Een lampje bij een deur is stuk.")
        )


def _buzzer(parts: Hardware, ask: Ask) -> Iterator[Finding]:
    for tone, words in _TONES.items():
        parts.light.sound(tone)
        heard = ask(f"Hoorde u {words}?")
        yield right(f"De zoemer speelt {words}.") if heard else wrong(f"De zoemer hoort {words} te spelen.")


def _button(parts: Hardware, say: Callable[[str], None]) -> Iterator[Finding]:
    edges: list[bool] = []
    pressed, quiet = threading.Event(), threading.Event()

    def note(down: bool, _at_s: float) -> None:  # on the adapter's thread
        edges.append(down)
        if down:
            pressed.set()

    say(f"Druk nu één keer op de knop. U heeft {PRESS_WITHIN_S:.0f} seconden.")
    parts.button.watch(note)
    if not pressed.wait(PRESS_WITHIN_S):
        yield wrong("De knop gaf geen druk. Kijk de draden en de pin na.")
        return
    quiet.wait(_BOUNCE_S)
    if len(edges) > _MANY_EDGES:
        yield wrong(f"De knop klappert ({len(edges)} keer). Er zit een draad los, of de knop is versleten.")
    elif edges[-1]:
        yield wrong("De knop komt niet omhoog, of zijn draden raken elkaar.")
    else:
        yield right("De knop werkt.")


def _camera(settings: Settings, dev: Path) -> Finding:
    if settings.hardware.camera == "usb":
        path = dev / Path(settings.hardware.usb_path).relative_to("/dev")
        if not path.exists():
            return wrong(f"Er is geen camera op {settings.hardware.usb_path}. Kijk de USB-kabel na.")
        if not os.access(path, os.R_OK | os.W_OK):
            return wrong(f"U mag {settings.hardware.usb_path} niet gebruiken. Doe dit met sudo.")
        return right("De USB-camera is er. Wat hij ziet, blijkt in een proefgesprek.")
    if not list(dev.glob("media*")):
        return wrong("De Pi ziet geen camera. Zet de box uit en kijk de lintkabel na.")
    return right("De aansluiting van de camera is er. Wat hij ziet, blijkt in een proefgesprek.")


def _microphone(sound: Path) -> Finding:
    try:
        cards = [line for line in sound.read_text(encoding="utf-8").splitlines() if "capture" in line]
    except OSError:
        cards = []
    if cards:
        return right("Er is een microfoon. Wat hij hoort, blijkt in een proefgesprek.")
    return wrong("De box ziet geen microfoon. Kijk de USB-kabel na.")


def _board(parts: Hardware) -> Iterator[Finding]:
    if parts.vitals is None:
        return
    degrees, low = parts.vitals.temperature_c(), parts.vitals.under_voltage()
    if degrees is not None:
        cool = degrees < _HOT_C
        yield (
            right(f"De box is {degrees:.0f} graden.") if cool else wrong(f"De box is te warm: {degrees:.0f}.")
        )
    if low is not None:
        yield wrong("De voeding geeft te weinig spanning.") if low else right("De voeding is goed.")
