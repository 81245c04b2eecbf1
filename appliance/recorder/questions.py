"""The question and its answers: who is in the room, what each says, and what that makes of the talk.

Nothing here writes down who said no: a refused talk leaves one counter a month and nothing else. Somebody
who comes in while it is filmed turns the camera off; it goes on only when that person has left, or when
everybody in the room, with that person, said yes anew and a new token says so (ADR 0013).
"""

from __future__ import annotations

import secrets

from appliance.domain.errors import TalkRuns, WrongState
from appliance.domain.people import Children, Outcome, checked_room, new_person, outcome, who_answer
from appliance.domain.purposes import checked
from appliance.domain.session import FILM_OPEN, TalkEvent, TalkState, next_talk_state
from appliance.domain.talk_code import BIRDS, NUMBERS, talk_code
from appliance.hardware.ports import Clock
from appliance.recorder.codes import HandedOut
from appliance.recorder.consent_desk import ConsentDesk
from appliance.recorder.ending import Ending
from appliance.recorder.filming import Filming
from appliance.recorder.stage import Stage
from appliance.recorder.talk import Answer, Talk
from appliance.store.state import StateDb

_S, _E = TalkState, TalkEvent
_ASKED = (_S.ASKED, _S.ASKED_AGAIN)


class Questions:
    """What the console may ask about a yes. Owner's thread only."""

    def __init__(
        self,
        *,
        stage: Stage,
        ending: Ending,
        desk: ConsentDesk,
        filming: Filming,
        db: StateDb,
        clock: Clock,
        offered: tuple[str, ...],
        children: Children,
    ) -> None:
        self._stage, self._ending, self._desk, self._filming = stage, ending, desk, filming
        self._db, self._clock, self._offered, self._children = db, clock, offered, children

    def ask(self, *, klantmanager: str, language: str, people: tuple[str, ...]) -> Talk:
        """Begin a new talk; one that was left open is closed first.

        Raises: TalkRuns (a film is being made here: stop it first), WrongState, ConsentError (these people
        cannot be filmed together).
        """
        stage = self._stage
        if stage.state in FILM_OPEN:
            raise TalkRuns
        if next_talk_state(stage.state, _E.ASK) is not _S.ASKED:
            raise WrongState
        everybody = checked_room(people, children=self._children)
        self._ending.leave()
        if stage.talk is not None:
            stage.talk.forget_keys()
        draw = secrets.randbelow(len(BIRDS) * NUMBERS)
        stage.talk = talk = Talk(talk_code(draw), klantmanager, language, everybody)
        stage.move(_E.ASK)
        return talk

    def answer(self, talk_code: str, person: str, *, choice: str, answer: Answer) -> Talk | None:
        """Take one person's word; a no or a doubt ends the question without a trace.

        Returns the talk, or None when the question ended. Raises: WrongState, PurposeUnknown.
        """
        talk = self._stage.current(talk_code, *_ASKED)
        if person not in who_answer(talk.people):
            raise WrongState
        said = {**dict.fromkeys(talk.answers, True), person: choice == "yes"}
        if outcome(talk.people, said) is Outcome.NO:
            self._db.count("no", self._clock.now())
            self._give_up(_E.NO)
            return None
        answer.purposes = checked(answer.purposes, offered=self._offered)
        talk.answers[person] = answer
        return talk

    def new_codes_for(self, talk_code: str, token: str) -> tuple[str, ...]:
        """Return who gets a code with this token. Raises: ConsentError, WrongState, before any slow work."""
        talk = self._stage.current(talk_code, *_ASKED)
        self._desk.accept(talk, token)
        return talk.without_code

    def consent(self, talk_code: str, token: str, handed_out: HandedOut) -> None:
        """Accept everybody's yes. Raises: ConsentError, WrongState; the camera then stays off."""
        talk = self._stage.current(talk_code, *_ASKED)
        if set(handed_out.tags) != set(talk.without_code):
            raise WrongState
        talk.token = self._desk.accept(talk, token)
        if self._stage.state is _S.ASKED_AGAIN:
            self._filming.go_on(talk, handed_out.tags)
            talk.asked_before = None
        else:
            talk.keeper = handed_out.keeper
        talk.tags |= handed_out.tags
        self._stage.move(_E.ALL_YES)

    def take_back(self, talk_code: str) -> None:
        """Take the yes back before the press, or a "go on" after a pause. Raises: WrongState."""
        talk = self._stage.current(talk_code)
        if self._stage.state in _ASKED or not talk.recording_id:
            self._give_up(_E.TAKE_BACK)
        else:
            self._stage.move(_E.TAKE_BACK)
        self._stage.close_camera()

    # -- somebody came in ----------------------------------------------------------------------

    def visit(self) -> None:
        """Somebody came in: camera off, whoever says so. Raises: WrongState."""
        self._forget_second_question()
        self._stage.move(_E.VISIT)
        self._stage.close_camera()

    def visitor_left(self) -> None:
        """Believe that nobody else is in the room; the client's tap and the button are still to come."""
        self._stage.move(_E.VISITOR_LEFT)

    def ask_again(self, talk_code: str, role: str) -> Talk:
        """Ask everybody anew, with one more person of this role. Raises: WrongState, ConsentError."""
        talk = self._stage.current(talk_code, _S.VISITED)
        if talk.keeper is None:  # sealed at boot: nothing can go on
            raise WrongState
        person = new_person(role, talk.people)
        everybody = checked_room((*talk.people, person), children=self._children)
        self._stage.move(_E.ASK_AGAIN)
        talk.ask_again(everybody)
        return talk

    def expire(self, event: TalkEvent) -> None:
        """Nobody answered in time."""
        self._give_up(event)

    # -- private -------------------------------------------------------------------------------

    def _give_up(self, event: TalkEvent) -> None:
        """End the question: without a film that ends the talk, with one the visitor is still there."""
        if self._stage.state is _S.ASKED_AGAIN:
            self._forget_second_question()
            self._stage.move(event)
        else:
            self._stage.end(event)

    def _forget_second_question(self) -> None:
        if self._stage.talk is not None:
            self._stage.talk.asked_as_before()
