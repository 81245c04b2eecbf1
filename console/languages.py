"""Which languages a client may choose now, and in which language a page is.

A page of the client is in the language of the talk, until the tablet has rested. Every page of staff is in
Dutch. A language that is not offered (any more) becomes Dutch, text and labels alike.
"""

from __future__ import annotations

from flask import current_app, g, request

from appliance.control.errors import SpiegelboxError
from console.parts import parts
from console.security.roles import Role, roles_of
from console.texts.catalogue import SOURCE_LANGUAGE, ConsentText, offered


def offered_texts() -> list[ConsentText]:
    """Return the consent texts a client may choose now, Dutch first."""
    accepted = parts().box.ask("policy")["accepted_texts"]
    return offered(parts().texts, accepted, parts().confirmations.all())


def text_in(language: str) -> ConsentText:
    """Return the text a client reads in ``language``; Dutch when that one is not offered (any more)."""
    texts = offered_texts()
    return next((text for text in texts if text.language == language), texts[0])


def page_language() -> str:
    """Return the language of the page that is asked for; Flask-Babel asks once a request."""
    view = current_app.view_functions.get(request.endpoint or "")
    if g.get("tablet") is None or Role.TABLET not in roles_of(view):
        return SOURCE_LANGUAGE
    wanted = parts().room.language
    if wanted == SOURCE_LANGUAGE:
        return wanted
    try:
        return text_in(wanted).language
    except SpiegelboxError:  # no box to ask: the page that says so stays in the language of a moment ago
        return wanted
