"""The simulated box of the demo, and the camera of the computer it runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from appliance.hardware.alsa import AlsaMicrophone
from appliance.hardware.clock import FastDayClock
from appliance.hardware.ports import AudioFormat, Camera, Clock, Microphone, VideoFormat
from appliance.hardware.simulated import (
    SimulatedButton,
    SimulatedCamera,
    SimulatedLight,
    SimulatedMicrophone,
    SimulatedStage,
)
from appliance.hardware.v4l2 import UsbCamera
from appliance.hardware.wires import Wires
from appliance.media.file_source import FileSource
from appliance.media.test_card import TestCard
from appliance.recorder.assembly import Hardware
from appliance.settings.model import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What stands before the simulated box: its wires, how long a day lasts, and what it films."""

    wires: Path
    day_s: float
    film: Path | None = None
    webcam: bool = False


def simulated_parts(settings: Settings, stage: Stage) -> Hardware:
    """Return the simulated box on its wires. Raises: NotAVideo."""
    clock = FastDayClock(timedelta(seconds=stage.day_s))
    wires = Wires(stage.wires, day_s=stage.day_s)
    light, button = SimulatedLight(wires), SimulatedButton(wires, clock)
    camera, microphone = _before_it(settings, stage, clock, wires)
    return Hardware(
        camera=camera, microphone=microphone, button=button, light=light, clock=clock, simulated=True
    )


def _before_it(settings: Settings, stage: Stage, clock: Clock, wires: Wires) -> tuple[Camera, Microphone]:
    """Return a camera and a microphone before the test card, a film, or the person at this computer."""
    picture, sound = settings.camera, settings.microphone
    video = VideoFormat(picture.width_px, picture.height_px, picture.fps)
    audio = AudioFormat(sound.sample_rate_hz, sound.channels)
    if stage.webcam:
        webcam = UsbCamera(video, kbps=picture.bitrate_kbps, monotonic=clock.monotonic_s)
        return webcam, AlsaMicrophone(audio, monotonic=clock.monotonic_s)
    scene = FileSource(stage.film, video, audio) if stage.film else TestCard(video, audio)
    playing = SimulatedStage(scene, kbps=picture.bitrate_kbps, clock=clock, wires=wires)
    return SimulatedCamera(playing, wires), SimulatedMicrophone(playing, wires)
