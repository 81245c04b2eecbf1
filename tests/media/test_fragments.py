"""The film while it is made: whole blocks, good at every edge, and picture and sound that stay together."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from appliance.hardware.ports import AudioBlock, VideoPacket
from appliance.media.fragments import FragmentMuxer
from appliance.media.sound import SoundLine
from tests.media.films import (
    AUDIO,
    BLOCK_BYTES,
    START_S,
    VIDEO,
    complaints,
    film,
    flashes_and_tones,
    fragments_of,
    joined,
    packets,
    played,
)


def test_every_fragment_is_whole_blocks_and_the_film_decodes_without_a_word(tmp_path: Path) -> None:
    made = film(3.0)
    assert [fragment.kind for fragment in made] == ["init", *["media"] * (len(made) - 1)]
    assert all(len(fragment.data) % BLOCK_BYTES == 0 for fragment in made)
    path = tmp_path / "film.mp4"
    path.write_bytes(joined(made))
    assert complaints(path) == ""
    seen, heard = (played(joined(made))[kind] for kind in ("video", "audio"))
    assert seen == (0.0, pytest.approx(3.0), 75)
    assert heard[1] == pytest.approx(3.0, abs=0.03)


def test_fragments_follow_each_other_half_a_second_at_a_time() -> None:
    media = film(3.0)[1:]
    assert media[0].start_s == 0.0
    assert all(one.start_s + one.duration_s == pytest.approx(two.start_s) for one, two in pairwise(media))
    assert all(fragment.duration_s == pytest.approx(0.5, abs=0.05) for fragment in media[:-1])


@pytest.mark.parametrize("kept", range(2, 8))
def test_a_film_torn_off_after_any_fragment_plays_to_there(kept: int) -> None:
    made = film(3.0)[:kept]
    seen = played(joined(made))["video"]
    assert seen[1] == pytest.approx(made[-1].start_s + made[-1].duration_s, abs=0.05)


def test_picture_and_sound_are_together() -> None:
    flashes, tones = flashes_and_tones(joined(film(5.0)))
    assert flashes == pytest.approx([0.0, 1.0, 2.0, 3.0, 4.0], abs=0.041)
    assert tones == pytest.approx(flashes, abs=0.040)


def test_a_pause_takes_no_time_in_the_film_and_keeps_sync() -> None:
    muxer = FragmentMuxer(VIDEO, AUDIO)
    before, after = packets(2.0), packets(2.0, start_s=START_S + 60.0)
    made = []
    for block, picture in before:
        made += [*muxer.audio(block), *muxer.video(picture)]
    made += muxer.pause()
    muxer.resume()
    made += fragments_of(after, muxer)
    seen, heard = (played(joined(made))[kind] for kind in ("video", "audio"))
    assert seen[1] == pytest.approx(4.0, abs=0.06)
    assert heard[1] == pytest.approx(seen[1], abs=0.06)
    flashes, tones = flashes_and_tones(joined(made))
    assert flashes == pytest.approx([0.0, 1.0, 2.0, 3.0], abs=0.06)
    assert tones == pytest.approx(flashes, abs=0.040)


def test_nothing_that_comes_during_a_pause_is_kept() -> None:
    muxer = FragmentMuxer(VIDEO, AUDIO)
    for block, picture in packets(1.0):
        muxer.audio(block)
        muxer.video(picture)
    muxer.pause()
    for block, picture in packets(1.0, start_s=START_S + 1.0):
        assert muxer.audio(block) == []
        assert muxer.video(picture) == []
    assert muxer.flush() == []


def test_a_film_starts_at_a_keyframe_and_throws_away_what_comes_before() -> None:
    made = fragments_of(packets(2.0)[3:])
    seen = played(joined(made))["video"]
    assert (seen[0], seen[1]) == (0.0, pytest.approx(1.52, abs=0.05))  # the next keyframe is at 0.48 s


def test_sound_that_stops_half_way_becomes_silence_and_says_so() -> None:
    muxer = FragmentMuxer(VIDEO, AUDIO)
    given = [
        (block if number < 50 else None, picture) for number, (block, picture) in enumerate(packets(4.0))
    ]
    made = []
    for block, picture in given:
        made += muxer.audio(block) if block else []
        made += muxer.video(picture)
    assert muxer.sound_lost
    made += muxer.flush()
    assert muxer.silence_s == pytest.approx(2.0, abs=0.1)
    seen, heard = (played(joined(made))[kind] for kind in ("video", "audio"))
    assert heard[1] == pytest.approx(seen[1], abs=0.06)


def test_sound_that_comes_back_is_in_its_own_place() -> None:
    given = [
        (block if number < 25 or number >= 75 else None, picture)
        for number, (block, picture) in enumerate(packets(5.0))
    ]
    muxer = FragmentMuxer(VIDEO, AUDIO)
    made = fragments_of(given, muxer)
    assert not muxer.sound_lost
    flashes, tones = flashes_and_tones(joined(made), but=(1, 2))  # silence, in the middle
    assert tones == pytest.approx(flashes, abs=0.040)


@pytest.mark.parametrize("ppm", [-100, 100])
def test_a_microphone_that_runs_off_stays_within_forty_milliseconds_for_an_hour(ppm: int) -> None:
    line = SoundLine(AUDIO, kbps=32, starts_s=START_S)
    tenth = bytes(2 * AUDIO.sample_rate_hz // 10)
    worst = 0.0
    for number in range(36_000):
        line.add(AudioBlock(tenth, START_S + number * 0.1 * (1 + ppm / 1e6)))
        line.take_before(10**12)
        worst = max(worst, abs(line.received_s - (number + 1) * 0.1 * (1 + ppm / 1e6)))
    assert worst < 0.045


def test_a_film_without_a_microphone_is_a_film_without_sound() -> None:
    muxer = FragmentMuxer(VIDEO, None)
    made = fragments_of([(None, picture) for _, picture in packets(1.0)], muxer)
    assert played(joined(made)).keys() == {"video"}


def test_a_camera_without_keyframes_still_makes_fragments_that_are_not_endless() -> None:
    only_one = [
        (block, replace(picture, keyframe=number == 0))
        for number, (block, picture) in enumerate(packets(5.0))
    ]
    made = fragments_of(only_one)
    assert max(fragment.duration_s for fragment in made) <= 1.1


def test_pictures_of_the_same_moment_are_kept_apart() -> None:
    given = [(block, VideoPacket(picture.data, picture.keyframe, START_S)) for block, picture in packets(1.0)]
    assert played(joined(fragments_of(given)))["video"][2] == 25
