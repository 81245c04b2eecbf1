"""A package by name, so that no other package's own `tests` can stand in front of ours."""
