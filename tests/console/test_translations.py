"""The labels of the client's screens are there in every language, compiled as written, with their values."""

from __future__ import annotations

import gettext
import re
import shutil

import pytest

from appliance.settings.model import Policy
from console.texts import __main__ as command
from console.texts import labels
from console.texts.catalogue import LANGUAGES, TRANSLATIONS

LETTERS = {"ar": r"[؀-ۿ]", "uk": r"[Ѐ-ӿ]", "ti": r"[ሀ-፿]"}


@pytest.fixture(params=labels.TRANSLATED)
def language(request):
    return request.param


def test_dutch_is_the_key_and_the_six_others_are_translations():
    assert LANGUAGES[1:] == labels.TRANSLATED
    assert sorted(path.name for path in TRANSLATIONS.iterdir()) == sorted(labels.TRANSLATED)


def test_every_label_of_the_client_is_translated(language):
    assert labels.missing(labels.read_catalogue(language)) == []


def test_no_translation_is_of_a_label_that_stands_nowhere(language):
    assert labels.orphans(labels.read_catalogue(language)) == []


def test_every_day_time_and_name_stands_in_the_translation_too(language):
    assert labels.unlike(labels.read_catalogue(language)) == []


def test_what_the_console_reads_is_what_is_written(language):
    written = labels.read_catalogue(language)
    with labels.po_path(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in written:
        if message.id:
            assert compiled.gettext(message.id) == message.string, message.id


@pytest.mark.parametrize("language", LETTERS)
def test_a_translation_is_in_the_letters_of_its_language(language):
    for message in labels.read_catalogue(language):
        name = message.id in ("Autoriteit Persoonsgegevens",)
        if message.id and not name and re.search(r"[a-z]{3}", message.id):
            assert re.search(LETTERS[language], message.string), message.id


def test_labels_come_from_templates_views_errors_and_explained_words():
    found = labels.client_labels()
    assert "console/templates/client/idle.html" in found["De camera staat uit"]
    assert "console/trouble.py" in found["Deze pagina is er niet."]
    assert "appliance/domain/errors" in found["De camera doet het niet. De camera is uit."]
    assert "console/texts/words.toml" in found["tolk"]
    assert "Inloggen" not in found  # staff reads Dutch


def test_the_basis_that_the_settings_name_by_default_is_translated_too(language):
    assert Policy().legal_basis == labels.USUAL_BASIS
    assert labels.read_catalogue(language).get(labels.USUAL_BASIS).string


def test_the_command_says_what_is_missing_and_changes_nothing_when_asked(capsys):
    before = {path: path.read_bytes() for path in TRANSLATIONS.rglob("messages.*")}
    assert command.main(["--check"]) == 0, capsys.readouterr().out
    assert {path: path.read_bytes() for path in TRANSLATIONS.rglob("messages.*")} == before


@pytest.fixture
def spoiled(tmp_path):
    """A catalogue with one label without a translation, one of nowhere and one without its day."""
    folder = tmp_path / "translations"
    shutil.copytree(TRANSLATIONS, folder)
    path = labels.po_path("en", folder)
    text = path.read_text()
    text = text.replace('msgstr "The camera is off"', 'msgstr ""', 1)
    text = text.replace('msgstr "Your film of %(day)s"', 'msgstr "Your film"', 1)
    path.write_text(text + '\nmsgid "Staat nergens"\nmsgstr "Stands nowhere"\n')
    return labels.read_catalogue("en", folder)


def test_each_fault_of_a_catalogue_is_found(spoiled):
    assert labels.missing(spoiled) == ["De camera staat uit"]
    assert labels.orphans(spoiled) == ["Staat nergens"]
    assert labels.unlike(spoiled) == ["Uw film van %(day)s"]


def test_renewing_keeps_what_was_translated_and_drops_what_stands_nowhere(spoiled):
    fresh = labels.renewed("en", spoiled)
    assert fresh.get("Staat nergens") is None
    assert fresh.get("Uw code").string == "Your code"
    assert set(labels.client_labels()) == {message.id for message in fresh if message.id}
