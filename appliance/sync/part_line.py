"""The parts of one recording on their way: one goes up, the next is built, the one before is read back.

A part counts only after it came back the same. At most two parts lie in tmpfs: the one that goes up and the
next one. Whoever drops the steps ends everything that is under way and leaves no part behind.
Source: design §5; why all three at once: docs/performance.md "Delivery".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path

from appliance.domain.errors import ReadBackDiffers
from appliance.sync.parts import Span, build
from appliance.sync.readback import Comparison, comes_back
from appliance.sync.remote import Remote, Stored
from appliance.sync.upload_steps import Step

ReadBack = Callable[[Remote, str, Stored], Comparison]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One recording's parts: ``is_good`` is told of each that came back the same, in order."""

    remote: Remote
    recording_id: str
    header: bytes
    payload: Path
    scratch: Path
    read_back: ReadBack
    is_good: Callable[[Stored], None]

    def steps(self, spans: Sequence[Span], *, listed: Mapping[str, int]) -> Iterator[Step]:
        """Yield each step before it is done; ``listed`` tells the sizes of what the store holds already.

        Raises StoreError, ReadBackDiffers, ContentTruncated.
        """
        under_way: Comparison | None = None
        with self._builder(spans) as build_ahead:
            try:
                for span, next_span in zip_longest(spans, spans[1:]):
                    if span is spans[0]:
                        yield Step.BUILD_PART
                        built = build_ahead(span)
                    part = built.result()
                    if next_span:
                        yield Step.BUILD_PART
                        built = build_ahead(next_span)
                    # An earlier run may have brought it without living to prove it.
                    if listed.get(part.name) == part.size_bytes:
                        yield Step.READ_PART_BACK
                        if comes_back(self.remote, self.recording_id, part):
                            (self.scratch / part.name).unlink()
                            self.is_good(part)
                            continue
                    yield Step.PUT_PART
                    self.remote.put(self.recording_id, self.scratch / part.name)
                    (self.scratch / part.name).unlink()
                    if under_way:
                        yield Step.PROVE_PART
                        self._prove(under_way)
                    yield Step.READ_PART_BACK
                    under_way = self.read_back(self.remote, self.recording_id, part)
                if under_way:
                    yield Step.PROVE_PART
                    self._prove(under_way)
            finally:
                if under_way:
                    under_way.cancel()

    @contextmanager
    def _builder(self, spans: Sequence[Span]) -> Iterator[Callable[[Span], Future[Stored]]]:
        """Build parts on a thread of their own; at the end none of them is left in tmpfs."""
        make = partial(build, header=self.header, payload=self.payload, scratch=self.scratch)
        try:
            with ThreadPoolExecutor(1, "build-part") as thread:
                yield lambda span: thread.submit(make, span)
        finally:
            for span in spans:
                (self.scratch / span.name).unlink(missing_ok=True)

    def _prove(self, comparison: Comparison) -> None:
        if not comparison.comes_back():
            raise ReadBackDiffers(comparison.part.name)
        self.is_good(comparison.part)
