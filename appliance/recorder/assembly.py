"""Put the recorder together from settings and hardware, bring it up, and take it down in good order."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from appliance.control.listening import Endpoint, open_listeners
from appliance.control.messages import Role
from appliance.control.server import ControlServer
from appliance.crypto.keyring import Keyring
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.errors import SpiegelboxError
from appliance.domain.recording import RecordingState
from appliance.hardware.ports import Button, Camera, Clock, Light, Microphone, Vitals
from appliance.recorder.anchoring import Anchoring
from appliance.recorder.attempts import Attempts
from appliance.recorder.board import Board
from appliance.recorder.capture import Capture, CaptureEvents
from appliance.recorder.codes import Codes
from appliance.recorder.consent_desk import BoxFacts, ConsentDesk
from appliance.recorder.consent_receipt import ConsentReceipts
from appliance.recorder.conversation import Conversation
from appliance.recorder.daily_proof import DailyProofs
from appliance.recorder.declarations import Declarations
from appliance.recorder.deliveries import Deliveries
from appliance.recorder.delivery_queue import DeliveryQueue
from appliance.recorder.delivery_verbs import DeliveryVerbs
from appliance.recorder.desk import Desk
from appliance.recorder.desk_verbs import DeskVerbs
from appliance.recorder.feedback_verbs import FeedbackVerbs
from appliance.recorder.filming import Filming
from appliance.recorder.guard import Guard
from appliance.recorder.hand import Hand
from appliance.recorder.health import Health
from appliance.recorder.heartbeat import Heartbeat
from appliance.recorder.lamp import Lamp
from appliance.recorder.ledger import Ledger
from appliance.recorder.owner import Owner
from appliance.recorder.paper_verbs import PaperVerbs
from appliance.recorder.playbacks import Playbacks
from appliance.recorder.records import Records
from appliance.recorder.recovery import recover_films
from appliance.recorder.review_verbs import ReviewVerbs
from appliance.recorder.reviewing import Reviewing
from appliance.recorder.times import Times
from appliance.recorder.update_verbs import UpdateVerbs
from appliance.recorder.verbs import Verbs
from appliance.recorder.window_clock import WindowClock
from appliance.settings.capacity import room_needed_bytes
from appliance.settings.model import Settings
from appliance.store.audit import AuditLog
from appliance.store.audit_checkpoints import AuditCheckpoints
from appliance.store.durable_file import DurableFile
from appliance.store.folders import make_folders, private_text
from appliance.store.layout import Layout
from appliance.store.slots_of import slots_of
from appliance.store.state import StateDb

_HOUSEKEEPING_S = 0.5
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """The parts of one box, real or simulated."""

    camera: Camera
    microphone: Microphone
    button: Button
    light: Light
    clock: Clock
    simulated: bool
    vitals: Vitals | None = None
    camera_words: str = ""  # how the pictures are encoded, for health
    light_words: str = ""  # how far the lamp can be trusted, for health
    look_for_camera: Callable[[], None] = lambda: None  # without opening it; raises CameraFailed


class Recorder:
    """A whole recorder; ``start`` brings it up, ``stop`` seals what is open and takes it down."""

    def __init__(
        self,
        settings: Settings,
        hardware: Hardware,
        *,
        endpoints: Mapping[Role, Endpoint],
        environ: Mapping[str, str],
        pid: int,
        version: str,
        memory_locked: bool,
        times: Times | None = None,
        heartbeat: Heartbeat | None = None,
        machine_s: Callable[[], float] = monotonic,
    ) -> None:
        self._clock = clock = hardware.clock
        self._button = hardware.button
        layout = Layout(settings.paths.data, settings.paths.run)
        make_folders(layout)
        self._listeners = open_listeners(endpoints, environ=environ, pid=pid)
        self._db = db = StateDb(layout.state)
        self._audit = AuditLog(layout.audit)
        keyring = Keyring(
            DurableFile(layout.keyring / "ring"),
            slots_of(
                settings.slot.kind,
                folder=layout.keyring,
                path=settings.slot.path,
                offset_bytes=settings.slot.offset_bytes,
            ),
        )
        signer = _box_key(layout.box_key, settings.box.id)
        self._checkpoints = AuditCheckpoints(
            self._audit, layout.audit_checkpoints, signer, now_s=clock.monotonic_s()
        )
        receipts = ConsentReceipts(layout=layout, signer=signer, settings=settings)
        declarations = Declarations(layout=layout, signer=signer, slot=settings.slot.kind)
        self._playbacks = playbacks = Playbacks(clock)
        self._windows = windows = WindowClock(db, clock)
        self._ledger = ledger = Ledger(
            db=db,
            audit=self._audit,
            keyring=keyring,
            layout=layout,
            clock=clock,
            declarations=declarations,
            windows=windows,
            on_hidden=self._hidden,
        )
        self._lamp = lamp = Lamp(hardware.light)
        self._owner = owner = Owner(on_tick=self._tick, on_fault=self._fault)
        facts = BoxFacts(
            box=settings.box.id,
            room=settings.box.room,
            boot=secrets.token_hex(8),
            max_duration_s=settings.policy.max_talk_minutes * 60,
            accepted_texts=frozenset(settings.consent.texts),
        )
        self.capture = capture = Capture(
            camera=hardware.camera,
            microphone=hardware.microphone,
            clock=clock,
            events=CaptureEvents(
                kept=lambda: None,
                closed=lambda: owner.post(self._conversation.takes.camera_closed),
                sound_lost=lambda: owner.post(self._conversation.takes.sound_lost),
                failed=lambda error: owner.post(lambda: self._conversation.takes.fault(error)),
            ),
            sound_kbps=settings.microphone.bitrate_kbps,
            machine_s=machine_s,
        )
        filming = Filming(
            capture=capture,
            ledger=ledger,
            receipts=receipts,
            db=db,
            layout=layout,
            clock=clock,
            offered=settings.purposes,
            terms=settings.terms,
            room_needed_bytes=room_needed_bytes(settings),
            post=owner.post,
        )
        self._conversation = Conversation(
            times=times or _times(settings),
            clock=clock,
            lamp=lamp,
            desk=ConsentDesk(
                facts=facts,
                console=NoteVerifier.from_text(settings.consent.console_key),
                db=db,
                clock=clock,
            ),
            filming=filming,
            db=db,
            offered=tuple(settings.purposes),
            children=settings.policy.children,
        )
        codes = Codes(data=layout.data, salt=_salt(db))
        desk = Desk(owner=owner, ledger=ledger, db=db, clock=clock, signer=signer)
        reviewing = Reviewing(
            owner=owner,
            ledger=ledger,
            db=db,
            keyring=keyring,
            layout=layout,
            clock=clock,
            playbacks=playbacks,
            attempts=Attempts(clock),
            desk=desk,
            receipts=receipts,
            codes=codes,
            offered=settings.purposes,
        )
        deliveries = Deliveries(
            owner=owner,
            ledger=ledger,
            db=db,
            keyring=keyring,
            layout=layout,
            signer=signer,
            box=settings.box.id,
        )
        queue = DeliveryQueue()
        self._proofs = proofs = DailyProofs(
            db=db,
            audit=self._audit,
            keyring=keyring,
            layout=layout,
            clock=clock,
            windows=windows,
            signer=signer,
        )
        self._records = Records(
            db=db,
            audit=self._audit,
            layout=layout,
            clock=clock,
            declarations=declarations,
            years=settings.policy.records_years,
        )
        self._hand = Hand(self._conversation.takes)
        self._board, self._heartbeat = Board(hardware.vitals), heartbeat
        self._guard = Guard(
            capture=capture,
            board=self._board,
            hand=self._hand,
            clock=clock,
            camera_words=hardware.camera_words,
            light_words=hardware.light_words,
        )
        updates = UpdateVerbs(
            owner=owner,
            conversation=self._conversation,
            db=db,
            queue=queue,
            playbacks=playbacks,
            guard=self._guard,
            clock=clock,
            look_for_camera=hardware.look_for_camera,
            version=version,
        )
        health = Health(
            clock=clock,
            guard=self._guard,
            filming=filming,
            conversation=self._conversation,
            queue=queue,
            proofs=proofs,
            memory_locked=memory_locked,
            slot=settings.slot.kind,
            updates=updates.part,
        )
        verbs = Verbs(
            owner=owner,
            codes=codes,
            conversation=self._conversation,
            reviews=ReviewVerbs(reviewing=reviewing, clock=clock),
            desks=DeskVerbs(
                owner=owner, desk=desk, reviewing=reviewing, db=db, clock=clock, room=settings.box.room
            ),
            deliveries=DeliveryVerbs(
                owner=owner,
                deliveries=deliveries,
                queue=queue,
                db=db,
                clock=clock,
                quiet_hours=settings.sync.quiet_hours,
            ),
            feedback=FeedbackVerbs(owner=owner, feedback=db.feedback, clock=clock, room=settings.box.room),
            updates=updates,
            papers=PaperVerbs(
                owner=owner, declarations=declarations, proofs=proofs, anchoring=Anchoring(layout, signer)
            ),
            log=self._audit,
            health=health,
            lamp=lamp,
            db=db,
            clock=clock,
            facts=facts,
            settings=settings,
            simulated=hardware.simulated,
            version=version,
        )
        self._server = ControlServer(self._listeners, verbs.answer)
        self._layout = layout
        self._housekept_s = float("-inf")

    def start(self) -> None:
        """Mend what a crash left, look at the lamp, and begin to answer."""
        self._audit.append("boot", at=self._clock.now(), number=self._windows.boots)
        self._checkpoints.write(self._clock.monotonic_s())
        recover_films(self._ledger, self._db, self._layout, self._clock)
        self._ledger.settle()
        waiting = [row for row in self._db.recordings(RecordingState.IN_REVIEW) if row.asks_at_boot]
        if waiting:
            self._conversation.ending.film_waits(waiting[-1])
        self._board.start()
        self._owner.start()
        self._owner.post(self._lamp.test)  # a lamp that fails is a fault, in words on the tablet
        self._button.watch(
            lambda pressed, at_s: self._owner.post(lambda: self._hand.edge(pressed=pressed, at_s=at_s))
        )
        self._server.start()

    def stop(self) -> None:
        """Close the camera, seal the film, end every look back, and stop answering."""
        self._server.stop()
        self._owner.call(self._conversation.shut_down)
        self._owner.stop()
        self._board.stop()
        self._playbacks.close_all()
        self._checkpoints.write(self._clock.monotonic_s())
        self._checkpoints.close()
        self._windows.save()
        self._audit.close()
        self._db.close()

    def housekeep(self) -> None:
        """Let time move recordings on and end what nobody uses, now; happens by itself twice a second."""
        self._owner.call(self._keep_house)

    def _tick(self) -> None:
        now_s = self._clock.monotonic_s()
        if self._heartbeat is not None:
            self._heartbeat.beat(well=self._guard.is_well(), now_s=now_s)
        self._hand.tick(at_s=now_s)
        self._conversation.tick()
        if now_s - self._housekept_s >= _HOUSEKEEPING_S:
            self._housekept_s = now_s
            self._keep_house()
        self._guard.look()  # last: what it raises must not keep the rest from its turn

    def _keep_house(self) -> None:
        self._ledger.tick()
        self._playbacks.tick()
        if self._proofs.tick():
            self._records.sweep()
        self._checkpoints.tick(self._clock.monotonic_s())

    def _hidden(self, recording_id: str) -> None:
        self._playbacks.close_for(recording_id)
        self._conversation.takes.film_hidden(recording_id)

    def _fault(self, error: SpiegelboxError) -> None:
        self._conversation.takes.fault(error)


def _times(settings: Settings) -> Times:
    policy = settings.policy
    return Times(remind_s=policy.remind_minutes * 60.0, limit_s=policy.max_talk_minutes * 60.0)


def _box_key(path: Path, box: str) -> NoteSigner:
    """Return the box's own signing key, made at its first start."""
    return NoteSigner.from_text(private_text(path, lambda: NoteSigner.generate(box).to_text()))


def _salt(db: StateDb) -> bytes:
    """Return the box's salt for review codes, made at its first start."""
    salt = db.fact("review-salt")
    if salt is None:
        salt = secrets.token_hex(_SALT_BYTES)
        db.set_fact("review-salt", salt)
    return bytes.fromhex(salt)
