"""The languages of this room: which are on, and switching one on after a translator has read it.

A translation is off until beheer says who read it. What is confirmed is the text and the labels exactly as
they are now (``console.texts.confirmations``); the recorder takes a yes only to the texts in its settings.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.beheer.blueprint import bp, for_beheer
from console.parts import parts
from console.security.gate import the_account
from console.texts.catalogue import ConsentText
from console.texts.confirmations import Confirmation
from console.wording import _

LONGEST_NAME = 100  # characters


@dataclass(frozen=True, slots=True)
class Language:
    """One language on the page: ``accepted`` is the recorder's word, ``confirmation`` ours."""

    text: ConsentText
    accepted: bool
    confirmation: Confirmation | None

    @property
    def is_on(self) -> bool:
        """Tell whether a client can choose it."""
        return self.accepted and bool(self.text.source or self.text.confirmed_by_human or self.confirmation)


@bp.get("/talen")
@for_beheer
def languages() -> ResponseReturnValue:
    return _page()


@bp.post("/talen/aan")
@for_beheer
def confirm_language() -> ResponseReturnValue:
    text, translator = _asked(), " ".join(request.form.get("vertaler", "").split())
    if text is None:
        return redirect(url_for("beheer.languages"), 303)
    if not 2 <= len(translator) <= LONGEST_NAME:
        return _page(_("Vul in wie de vertaling heeft gelezen."), text.language), 422
    if request.form.get("zeker") != "ja":
        return _page(_("Zet eerst een kruisje bij: zeker."), text.language), 422
    parts().confirmations.confirm(text, translator=translator, by=the_account().name)
    return redirect(url_for("beheer.languages"), 303)


@bp.post("/talen/uit")
@for_beheer
def withdraw_language() -> ResponseReturnValue:
    if (text := _asked()) is not None:
        parts().confirmations.withdraw(text)
    return redirect(url_for("beheer.languages"), 303)


def _page(wrong: str = "", at: str = "") -> str:
    accepted = parts().box.ask("policy")["accepted_texts"]
    confirmed = parts().confirmations.all()
    rows = [
        Language(text, not accepted or text.digest in accepted, confirmed.get(text.edition))
        for text in _newest().values()
    ]
    return render_template("beheer/languages.html", rows=rows, wrong_words=wrong, at=at)


def _newest() -> dict[str, ConsentText]:
    # In the catalogue's order: Dutch first, and of one language the newest last.
    return {text.language: text for text in parts().texts}


def _asked() -> ConsentText | None:
    """Return the translation of the form; Dutch is nobody's to switch off."""
    text = _newest().get(request.form.get("taal", ""))
    return None if text is None or text.source else text
