"""The walk's eyes on a page: words, and forms as a browser without JavaScript sends them."""

from __future__ import annotations

import pytest

from appliance.cli.demo.walk.page import Page
from appliance.domain.errors import StepFailed

PAGE = Page("""<!doctype html><title>niet op het scherm</title>
<form method="post" action="/een"><input type="hidden" name="gesprek" value="MEREL-1"><br>
  <label><input type="checkbox" name="kijker" value="coach"> Coach</label>
  <label><input type="checkbox" name="kijker" value="leertafel" checked> Leertafel</label>
  <input type="radio" name="taal" value="nl" checked><input type="radio" name="taal" value="ar">
  <button name="antwoord" value="yes"><svg><path/></svg><span>Ja,
    film maar</span></button><button name="antwoord" value="no">Nee</button></form>
<form action="/twee"><fieldset disabled><label><input name="code"></label></fieldset><input name="code">
  <input name="code" disabled><button>Verder</button></form>
<ol class="a words"><li>boom</li><li>roos</li></ol><pre class="note">een
twee</pre><script>geheim</script>""")


def test_a_form_is_found_by_its_button_and_sent_with_that_button_only():
    form = PAGE.form("Ja, film maar", fill={}, tick=())
    assert form.action == "/een"
    assert form.pairs == [
        ("gesprek", "MEREL-1"),
        ("kijker", "leertafel"),
        ("taal", "nl"),
        ("antwoord", "yes"),
    ]


def test_ticked_boxes_and_filled_fields_go_along():
    assert ("kijker", "coach") in PAGE.form("Nee", fill={}, tick=("coach",)).pairs
    assert PAGE.form("Verder", fill={"code": "boom roos"}, tick=()).pairs == [("code", "boom roos")]


def test_what_waits_for_a_script_is_not_sent():
    assert PAGE.form("Verder", fill={"code": "boom"}, tick=()).pairs == [("code", "boom")]


def test_a_button_that_is_not_there_fails_the_step_with_what_is_there():
    with pytest.raises(StepFailed, match=r'geen knop "Weg".*film maar'):
        PAGE.form("Weg", fill={}, tick=())


def test_words_of_a_class_are_read_as_people_and_as_signatures_need_them():
    assert PAGE.of_class("words") == "boom roos"
    assert PAGE.exactly("note") == "een\ntwee"
    with pytest.raises(StepFailed, match="geen digits"):
        PAGE.of_class("digits")


def test_what_nobody_sees_is_no_word():
    assert "geheim" not in PAGE.words
    assert "niet op het scherm" not in PAGE.words
