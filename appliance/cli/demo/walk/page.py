"""What a browser without JavaScript knows of a page: its words, links and forms.

A form is found by what stands on its button, as a person finds it. Source: HTML Living Standard,
"Constructing the entry list" (a small part of it: hidden and text inputs, ticks, radios, the button).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from appliance.domain.errors import StepFailed

_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_UNSEEN = frozenset({"script", "style", "title"})
Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class Element:
    """An element with the words in it, run together with single spaces."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.said).split())

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the elements inside with one of these tags (or any), in the page's order."""
        for element in self.inside:
            if not tags or element.tag in tags:
                yield element
            yield from element.all(*tags)


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it would be sent with one of its buttons."""

    action: str
    pairs: Pairs


class Page:
    """One page, read once."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(html)
        self._root = reader.root

    @property
    def words(self) -> str:
        return self._root.words

    def of_class(self, name: str) -> str:
        """Return the words of the first element of a class. Raises: StepFailed."""
        return self._first(name).words

    def exactly(self, name: str) -> str:
        """Return the text of the first element of a class as it stands there, line by line."""
        return "".join(self._first(name).said)

    def has_button(self, words: str) -> bool:
        return any(button.words == words for button in self._root.all("button"))

    def form(self, button: str, *, fill: dict[str, str], tick: tuple[str, ...]) -> Form:
        """Return the form with this button, filled in; ``tick`` names values of boxes to tick.

        Raises: StepFailed when there is no such button.
        """
        for form in self._root.all("form"):
            for pressed in form.all("button"):
                if pressed.words == button:
                    return Form(
                        form.attributes.get("action", ""), _entries(form, pressed, fill=fill, tick=tick)
                    )
        raise StepFailed(f'op het scherm staat geen knop "{button}"; er staat: {self.words[:200]}')

    def _first(self, name: str) -> Element:
        for element in self._root.all():
            if name in element.attributes.get("class", "").split():
                return element
        raise StepFailed(f"op het scherm staat geen {name}")


def _entries(form: Element, pressed: Element, *, fill: dict[str, str], tick: tuple[str, ...]) -> Pairs:
    pairs: Pairs = []
    for element in _inputs(form):
        name, value = element.attributes.get("name", ""), element.attributes.get("value", "")
        if element.attributes.get("type") in ("checkbox", "radio"):
            if "checked" in element.attributes or value in tick:
                pairs.append((name, value))
        elif name:
            pairs.append((name, fill.get(name, value)))
    if name := pressed.attributes.get("name", ""):
        pairs.append((name, pressed.attributes.get("value", "")))
    return pairs


def _inputs(part: Element) -> Iterator[Element]:
    """Yield the inputs that count: what stands in a disabled fieldset waits for a script, and is not sent."""
    for element in part.inside:
        if element.tag == "input" and "disabled" not in element.attributes:
            yield element
        elif not (element.tag == "fieldset" and "disabled" in element.attributes):
            yield from _inputs(element)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        # A tag that was never closed ends with the one around it.
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        if not any(element.tag in _UNSEEN for element in self._open):
            for element in self._open:
                element.said.append(data)
