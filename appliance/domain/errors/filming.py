"""Camera, microphone, lamp, clock and disk, and the film they make."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class CaptureError(SpiegelboxError):
    code = "capture"
    sentence = "Opnemen lukt niet. De camera is uit."
    next_step = "Praat gerust verder. Bel beheer als u later wilt opnemen."


class CameraFailed(CaptureError):
    code = "camera-failed"
    sentence = "De camera doet het niet. De camera is uit."
    next_step = "Kijk of de kabel van de camera goed vast zit. Bel anders beheer."


class MicrophoneFailed(CaptureError):
    code = "microphone-failed"
    sentence = "De microfoon doet het niet."
    next_step = "Kijk of de kabel van de microfoon goed vast zit. Bel anders beheer."


class LightFailed(CaptureError):
    code = "light-failed"
    sentence = "Het lampje doet het niet. Zonder lampje filmen wij niet."
    next_step = "Bel beheer."


class ClockUnknown(CaptureError):
    code = "clock-unknown"
    sentence = "De box weet niet hoe laat het is. De camera blijft uit."
    next_step = "Bel beheer: de klok van de box moet goed staan."


class DiskFull(CaptureError):
    code = "disk-full"
    sentence = "Er is te weinig ruimte op de box. De camera blijft uit."
    next_step = "Bel beheer. Er gaat niets verloren."


class NoSuchHardware(CaptureError):
    code = "no-such-hardware"
    sentence = "Een onderdeel van de box is er niet."
    next_step = "Kijk met spiegelbox check --hardware. Zonder box: spiegelbox demo."


class SlowDisk(CaptureError):
    code = "slow-disk"
    sentence = "De box kan niet snel genoeg opslaan. De camera is uit."
    next_step = "Bel beheer: de kaart in de box is misschien oud."


class StillFilming(CaptureError):
    """The talk takes long and the camera may be forgotten; it films on (journeys, exception 27)."""

    code = "still-filming"
    sentence = "Nog bezig? Dit gesprek duurt al lang."
    next_step = "Bent u klaar? Tik op STOP."


class BoardUnwell(CaptureError):
    """The board is too hot, or its power too low. The tablet says the same of both; health tells which."""

    code = "board-unwell"


class ButtonFailed(CaptureError):
    """The button sticks or chatters. The tablet needs no other words; health tells which."""

    code = "button-failed"


class DeviceHangs(CaptureError):
    """Camera, microphone or disk does not come back from a call; only a restart helps."""

    code = "device-hangs"


class MediaError(SpiegelboxError):
    code = "media"
    sentence = "Beeld of geluid klopt niet."


class NotAVideo(MediaError):
    code = "not-a-video"
    sentence = "Dit bestand is geen video die wij kunnen lezen."
    next_step = "Kies een ander bestand, bijvoorbeeld een mp4."


class FilmDamaged(MediaError):
    code = "film-damaged"
    sentence = "De film is beschadigd en niet af te spelen."
    next_step = "Haal de opname opnieuw uit de opslag. Lukt het niet? Bel beheer."
