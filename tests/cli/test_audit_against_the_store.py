"""``audit verify --store``: the box's own log against what was anchored, through the real rclone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.crypto.checkpoint import log_signer
from appliance.crypto.notes import NoteSigner
from appliance.recorder.anchoring import Anchoring as RecorderSide
from appliance.settings.model import Box, Consent, Municipality, Paths, Purpose, Settings, Store
from appliance.settings.writer import dumps
from appliance.store.audit import AuditLog
from appliance.store.audit_checkpoints import AuditCheckpoints
from appliance.store.folders import make_folders
from appliance.store.layout import Layout
from appliance.sync.anchor import Anchoring
from appliance.sync.progress import Progress
from appliance.sync.rclone import RcloneRemote

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


class AnchoredBox:
    """A box off its wall, with a store on a share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.layout = Layout(folder / "data", folder / "run")
        make_folders(self.layout)
        self.store = folder / "store"
        self.store.mkdir()
        self.signer = NoteSigner.generate("zaandam-3")
        self.layout.box_key.write_text(self.signer.to_text(), encoding="ascii")
        self.settings = folder / "settings.toml"
        self.settings.write_text(dumps(self._told()), encoding="utf-8")
        self.marks: list[str] = []

    def _told(self) -> Settings:
        return Settings(
            box=Box(id="zaandam-3", room="Spreekkamer 3"),
            municipality=Municipality(
                name="Zaandam",
                controller="College van B en W",
                contact_person="Mila de Boer",
                contact_phone="14 075",
                contact_email="mila@zaandam.example",
                fg_contact="fg@zaandam.example",
            ),
            consent=Consent(console_key=str(NoteSigner.generate("console").verifier)),
            purposes={"self": Purpose(title="Alleen uw klantmanager", recipients=(RECIPIENT,))},
            store=Store(kind="local", path=str(self.store)),
            paths=Paths(data=self.layout.data, run=self.layout.run),
        )

    def write(self, lines: int, *, event: str = "press", sign: bool = True) -> None:
        log = AuditLog(self.layout.audit)
        checkpoints = AuditCheckpoints(log, self.layout.audit_checkpoints, self.signer, now_s=0.0)
        for _ in range(lines):
            log.append(event, at=AT + timedelta(seconds=log.size), number=log.size)
        if sign:
            checkpoints.write(0.0)
        self.marks.append(log.mark)
        checkpoints.close()
        log.close()

    def anchor(self) -> None:
        """Do what the sync process does every hour."""
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        progress = Progress(self.folder / "progress.sqlite")
        remote = RcloneRemote(
            Store(kind="local", path=str(self.store)), secrets={}, scratch=scratch, bandwidth=""
        )
        source = _Source(RecorderSide(self.layout, self.signer))
        Anchoring(recorder=source, remote=remote, progress=progress, box="zaandam-3").walk(lambda step: None)
        progress.close()

    @property
    def anchors(self) -> list[Path]:
        return sorted((self.store / "audit" / "zaandam-3").iterdir())

    def image(self) -> Path:
        """Copy the disk as it is now."""
        kept = self.folder / "image"
        shutil.copytree(self.layout.data, kept)
        return kept

    def put_back(self, image: Path) -> None:
        shutil.rmtree(self.layout.data)
        shutil.copytree(image, self.layout.data)


class _Source:
    def __init__(self, side: RecorderSide) -> None:
        self._side = side

    def audit(self, since: int, root: str) -> tuple[bytes, str]:
        return self._side.behind(since=since, root=root), self._side.key


@pytest.fixture
def box(tmp_path: Path) -> AnchoredBox:
    """Seven lines anchored in two stretches, and one more that is signed nowhere."""
    box = AnchoredBox(tmp_path)
    box.write(4)
    box.anchor()
    box.write(3)
    box.anchor()
    box.write(1, sign=False)
    return box


Verify = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(box: AnchoredBox, capsys: pytest.CaptureFixture[str]) -> Verify:
    def run(*words: str | Path) -> tuple[int, str]:
        code = main(["audit", "verify", "--settings", str(box.settings), *map(str, words)])
        done = capsys.readouterr()
        return code, done.out + done.err

    return run


def test_a_log_that_nobody_touched_is_the_anchored_one(box: AnchoredBox, verify: Verify) -> None:
    code, said = verify("--store")
    assert code == 0, said
    assert "In de opslag verankerd: 7 regels in 2 stukken." in said
    assert "Achter regel 7 is nog niets verankerd" in said


def test_a_rewritten_log_with_rewritten_checkpoints_is_found_by_the_store_alone(
    box: AnchoredBox, verify: Verify
) -> None:
    box.layout.audit.unlink()
    box.layout.audit_checkpoints.unlink()
    box.write(2)
    box.write(1, event="nothing")
    box.write(5)
    assert verify()[0] == 0
    code, said = verify("--store")
    assert code == 1
    assert "✗ Regel 3 is veranderd nadat het verankerd was." in said
    assert said.count("✗") == 1


def test_a_box_put_back_to_an_old_image_is_found(box: AnchoredBox, verify: Verify, tmp_path: Path) -> None:
    other = AnchoredBox(tmp_path / "other")
    other.write(4)
    image = other.image()
    other.anchor()
    other.write(4)
    other.anchor()
    other.put_back(image)
    assert main(["audit", "verify", "--settings", str(other.settings)]) == 0
    assert main(["audit", "verify", "--settings", str(other.settings), "--store"]) == 1


def test_what_was_cut_off_behind_the_last_checkpoint_of_the_box_is_found(
    box: AnchoredBox, verify: Verify
) -> None:
    image = box.image()
    box.write(2)
    box.anchor()
    box.put_back(image)
    assert verify()[0] == 0
    code, said = verify("--store")
    assert code == 1
    assert "stopt na regel 8, en regel 9 tot en met 10 is verankerd" in said
    assert "teruggezet naar een oude stand" in said


def test_an_anchor_taken_away_or_altered_is_told(box: AnchoredBox, verify: Verify) -> None:
    first, second = box.anchors
    content = second.read_bytes()
    second.write_bytes(content.replace(b"press", b"other"))
    assert "Het anker van regel 5 tot en met 7 is in de opslag veranderd." in verify("--store")[1]
    second.write_bytes(content.replace(b"zaandam-3", b"zaandam-4", 1))
    assert f"Het anker {second.name} in de opslag is niet te vertrouwen" in verify("--store")[1]
    second.write_bytes(content)
    first.unlink()
    code, said = verify("--store")
    assert (code, "ontbreekt het anker van regel 1 tot en met 4" in said) == (1, True)
    second.unlink()
    code, said = verify("--store")
    assert (code, "In de opslag ligt geen anker van deze box." in said) == (1, True)


def test_a_copy_of_the_anchors_and_of_the_log_are_enough_elsewhere(
    box: AnchoredBox, capsys: pytest.CaptureFixture[str]
) -> None:
    copies = ["--log", str(box.layout.audit), "--anchors", str(box.anchors[0].parent)]
    key = ["--key", str(log_signer(box.signer).verifier)]
    assert main(["audit", "verify", *copies, *key]) == 0
    assert (
        main(["audit", "verify", *copies, "--key", str(log_signer(NoteSigner.generate("x")).verifier)]) == 1
    )
    assert "niet te vertrouwen" in capsys.readouterr().out
    assert main(["audit", "verify", "--log", str(box.layout.audit), "--store"]) == 1
    assert "geef ook --settings" in capsys.readouterr().err


def test_the_number_on_a_slip_is_a_witness_too(box: AnchoredBox, verify: Verify) -> None:
    early, late = box.marks[0], box.marks[-1]
    assert verify("--mark", early, "--mark", late)[0] == 0
    assert "op het briefje" not in verify("--mark", early)[1].lower()
    code, said = verify("--mark", early[:-1] + ("0" if early[-1] != "0" else "1"))
    assert (code, "Op het briefje stond een ander logboek" in said) == (1, True)
    code, said = verify("--mark", "99-" + late.partition("-")[2])
    assert (code, "telt het logboek 99 regels, nu nog 8: het is afgekapt" in said) == (1, True)
    assert verify("--mark", "geen nummer")[0] == 1


def test_a_store_that_is_away_is_told_in_words(box: AnchoredBox, verify: Verify) -> None:
    shutil.rmtree(box.store)
    code, said = verify("--store")
    assert code == 1
    assert "opslag" in said
    assert "Traceback" not in said
