"""The diagrams a newcomer reads are the tables that run."""

from __future__ import annotations

from tests.house.state_diagrams import README, diagrams, with_diagrams


def test_the_readme_shows_the_tables_of_today() -> None:
    readme = README.read_text()
    assert with_diagrams(readme) == readme, "remake it: python -m tests.house.state_diagrams"
    assert diagrams() in readme
