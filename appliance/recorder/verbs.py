"""Every question of the socket, and who answers it. Shapes were checked before (control/messages.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.domain.errors import UnknownVerb
from appliance.hardware.ports import Clock
from appliance.recorder.codes import Codes
from appliance.recorder.consent_desk import BoxFacts
from appliance.recorder.conversation import Conversation
from appliance.recorder.delivery_verbs import DeliveryVerbs
from appliance.recorder.desk_verbs import DeskVerbs
from appliance.recorder.feedback_verbs import FeedbackVerbs
from appliance.recorder.health import Health
from appliance.recorder.lamp import Lamp
from appliance.recorder.owner import Owner
from appliance.recorder.paper_verbs import PaperVerbs
from appliance.recorder.review_verbs import ReviewVerbs
from appliance.recorder.screens import Fields, policy_fields, promise_fields, talk_fields
from appliance.recorder.talk import Answer
from appliance.recorder.update_verbs import UpdateVerbs
from appliance.settings.model import Settings
from appliance.store.audit import AuditLog
from appliance.store.state import StateDb


class Verbs:
    """Answers console, sync and updater. Called on socket threads; the owner does what touches state."""

    def __init__(
        self,
        *,
        owner: Owner,
        codes: Codes,
        conversation: Conversation,
        reviews: ReviewVerbs,
        desks: DeskVerbs,
        deliveries: DeliveryVerbs,
        papers: PaperVerbs,
        feedback: FeedbackVerbs,
        updates: UpdateVerbs,
        log: AuditLog,
        health: Health,
        lamp: Lamp,
        db: StateDb,
        clock: Clock,
        facts: BoxFacts,
        settings: Settings,
        simulated: bool,
        version: str,
    ) -> None:
        self._owner, self._codes, self._conversation = owner, codes, conversation
        self._health, self._lamp, self._db = health, lamp, db
        self._clock, self._facts, self._settings = clock, facts, settings
        self._simulated, self._version, self._log = simulated, version, log
        self._updates = updates
        questions, takes, ending = conversation.questions, conversation.takes, conversation.ending
        self._answers: dict[Role, dict[str, Callable[..., Reply]]] = {
            Role.CONSOLE: {
                "status": self._status,
                "policy": self._policy,
                "health": self._give_health,
                "talk.ask": self._ask,
                "talk.answer": self._answer,
                "talk.consent": self._consent,
                "talk.take_back": self._moving(questions.take_back),
                "talk.visit": self._moving(questions.visit),
                "talk.visitor_left": self._moving(questions.visitor_left),
                "talk.ask_again": self._ask_again,
                "talk.pause": self._moving(takes.pause),
                "talk.resume": self._moving(takes.allow_again),
                "talk.resume_part": self._moving(takes.allow_again),
                "talk.stop": self._moving(takes.stop),
                "talk.wipe_tail": self._moving(ending.wipe_tail),
                "talk.self_test": self._moving(takes.self_test),
                "talk.closing": self._moving(ending.closing),
                **reviews.console(),
                **desks.console(),
                **deliveries.console(),
                **papers.console(),
                **feedback.console(),
            },
            Role.SYNC: {
                **deliveries.sync(),
                **papers.sync(),
            },
            Role.UPDATE: updates.updater(),
        }

    @property
    def names(self) -> dict[Role, set[str]]:
        """Which questions are answered, for the test that holds this table against the socket's."""
        return {role: set(answers) for role, answers in self._answers.items()}

    def answer(self, role: Role, verb: str, fields: dict[str, Any]) -> Reply:
        """Answer one question. Raises: SpiegelboxError, which the socket tells in words."""
        try:
            handler = self._answers[role][verb]
        except KeyError:
            raise UnknownVerb from None
        self._updates.heard(role)
        return handler(**fields)

    # -- the talk ------------------------------------------------------------------------------

    def _status(self, *, tablet: bool = False) -> Reply:
        def look() -> Fields:
            if tablet:
                self._conversation.tablet_alive()
            return {
                "boot": self._facts.boot,
                "now": self._clock.now().isoformat(),
                "day_s": self._clock.day.total_seconds(),
                "room": self._facts.room,
                "light": self._lamp.colour.value,
                "talk": talk_fields(
                    self._conversation.view(),
                    now=self._clock.now(),
                    terms=self._settings.terms,
                    day=self._clock.day,
                ),
            }

        return Reply(self._owner.call(look))

    def _policy(self) -> Reply:
        return Reply(
            policy_fields(
                self._settings,
                day_s=self._clock.day.total_seconds(),
                simulated=self._simulated,
                texts=self._facts.accepted_texts,
            )
        )

    def _give_health(self) -> Reply:
        def look() -> Fields:
            return {
                "parts": [asdict(part) for part in self._health.parts()],
                "counters": self._db.counters(),
                "version": self._version,
            }

        return Reply(self._owner.call(look))

    def _ask(self, *, klantmanager: str, language: str, people: list[str]) -> Reply:
        talk = self._owner.call(
            lambda: self._conversation.ask(klantmanager=klantmanager, language=language, people=tuple(people))
        )
        return Reply(
            {
                "talk_code": talk.code,
                "boot": self._facts.boot,
                "box": self._facts.box,
                "room": self._facts.room,
                "max_duration_s": self._facts.max_duration_s,
                "consent_s": 15 * 60,
            }
        )

    def _answer(
        self,
        *,
        talk_code: str,
        person: str,
        choice: str,
        purposes: list[str],
        text: str,
        read_aloud: bool,
        via_tolk: bool,
    ) -> Reply:
        said = Answer(choice == "yes", tuple(purposes), text, read_aloud, via_tolk, self._clock.now())
        talk = self._owner.call(
            lambda: self._conversation.questions.answer(talk_code, person, choice=choice, answer=said)
        )
        return Reply(
            {
                "state": self._conversation.state.value,
                "all_yes": talk is not None and talk.all_yes,
                "purposes": list(talk.purposes) if talk else [],
                "people": list(talk.people) if talk else [],
            }
        )

    def _ask_again(self, *, talk_code: str, role: str) -> Reply:
        talk = self._owner.call(lambda: self._conversation.questions.ask_again(talk_code, role))
        return Reply({"state": self._conversation.state.value, "people": list(talk.people)})

    def _consent(self, *, talk_code: str, token: str) -> Reply:
        """Accept everybody's yes and give each person's code: shown once, kept nowhere."""
        questions = self._conversation.questions
        handed_out = self._codes.hand_out(self._owner.call(lambda: questions.new_codes_for(talk_code, token)))
        try:
            self._owner.call(lambda: questions.consent(talk_code, token, handed_out))
        except BaseException:
            handed_out.take_back()
            raise
        return Reply(
            {
                "codes": [
                    {"person": person, "review_words": list(code.words), "review_digits": code.digits}
                    for person, code in handed_out.codes.items()
                ],
                "review_window_days": self._settings.policy.review_window_days,
                **self._owner.call(self._promise),
            }
        )

    def _promise(self) -> Fields:
        """Return the dates for the client's slip, and where the log stood when it was printed."""
        talk = self._conversation.view().talk
        told = promise_fields(
            talk.purposes if talk else (),
            now=self._clock.now(),
            terms=self._settings.terms,
            day=self._clock.day,
        )
        return {
            "review_last_day": told["last_day"],
            "erased_by": told["erased_by"],
            "log_mark": self._log.mark,
        }

    def _moving(self, move: Callable[..., None]) -> Callable[..., Reply]:
        """Return an answer that makes a move of the talk and tells the state it led to."""

        def answer(*args: str, **fields: Any) -> Reply:
            def go() -> str:
                move(*args, **fields)
                return self._conversation.state.value

            return Reply({"state": self._owner.call(go)})

        return answer
