"""A step of the walk, and how a row of them is told: one line each, with what was seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.domain.errors import SpiegelboxError

if TYPE_CHECKING:
    from appliance.cli.demo.walk.scene import Scene

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Step:
    """A title, and what proves it: returns in words what was seen. Raises: SpiegelboxError when it fails."""

    title: str
    prove: Callable[[Scene], str]


def take(scene: Scene, steps: Sequence[Step], *, say: Say) -> bool:
    """Take the steps in order; tell of each what was proved. Returns False after one that did not hold."""
    for step in steps:
        try:
            say(f"✓ {step.title}: {step.prove(scene)}")
        except SpiegelboxError as error:
            say(f"✗ {step.title}: {error}")
            say(f"  {error.next_step}")
            return False
    return True
