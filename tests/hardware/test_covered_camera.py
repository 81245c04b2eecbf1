"""A shutter and a power switch before a camera: in which order, and what when the camera will not open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.domain.errors import CameraFailed
from appliance.hardware.covered_camera import CoveredCamera
from appliance.hardware.ports import VideoFormat, VideoPacket

VIDEO = VideoFormat(160, 96, 10)


class Story:
    """A camera and two switches that write down what happens."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.works = True
        self.opened = False

    def switch(self, name: str) -> Switch:
        return Switch(self, name)

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        self.told.append("camera on")
        if not self.works:
            raise CameraFailed
        self.opened = True
        return VIDEO

    def close(self) -> None:
        self.told.append("camera off")
        self.opened = False

    def is_open(self) -> bool:
        return self.opened


class Switch:
    def __init__(self, story: Story, name: str) -> None:
        self._story, self._name = story, name

    def turn(self, *, on: bool) -> None:
        self._story.told.append(f"{self._name} {'on' if on else 'off'}")


def _covered(story: Story) -> CoveredCamera:
    camera = CoveredCamera(story, [story.switch("power"), story.switch("shutter")])
    assert story.told == ["shutter off", "power off"], "covered from the moment the box starts"
    story.told.clear()
    return camera


def test_what_covers_goes_first_and_comes_last() -> None:
    story = Story()
    camera = _covered(story)
    assert camera.open(print, print) == VIDEO
    assert camera.is_open()
    camera.close()
    assert story.told == ["power on", "shutter on", "camera on", "camera off", "shutter off", "power off"]


def test_a_camera_that_does_not_open_is_covered_again() -> None:
    story = Story()
    camera = _covered(story)
    story.works = False
    with pytest.raises(CameraFailed):
        camera.open(print, print)
    assert story.told[-2:] == ["shutter off", "power off"]
