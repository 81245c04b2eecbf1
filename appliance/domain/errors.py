"""Everything that can go wrong, as one tree.

The class is the cause. ``code`` travels over the socket, ``sentence`` is what a person reads (plain
Dutch), ``next_step`` says what to do. Details for beheer go in the exception's own text, never a name,
a review code or a key.

    SpiegelboxError
    ├── ConsentError      TokenMissing TokenAltered TokenForeign TokenExpired TokenUsed TokenWrongText
    │                     TokenMismatch ConsentWithdrawn
    ├── StateError        WrongState UnknownRecording PieceUnclear
    ├── CaptureError      CameraFailed MicrophoneFailed LightFailed ClockUnknown DiskFull SlowDisk
    │                     NoSuchHardware
    ├── MediaError        NotAVideo FilmDamaged
    ├── SealError         NotAgeFile HeaderDamaged WrongIdentity ContentDamaged ContentTruncated
    │                     IdentityDamaged RecipientDamaged MixedRecipients ArmorDamaged PassphraseWrong
    ├── KeyringError      KeyGone SlotFailed
    ├── CodeError         CodeNotUnderstood CodeUnknown TooManyAttempts PlaybackEnded
    ├── NoteError         NoteAltered NoteKeyDamaged
    ├── AuditError        AuditDamaged
    ├── ControlError      MessageTooLong MessageDamaged UnknownVerb UnknownField WrongPeer
    │                     RecorderBusy RecorderUnreachable AlreadyRunning
    ├── StoreError        StoreUnreachable StoreRefused ReadBackDiffers EraseNotProven
    ├── FileError         FileUnreadable OutputExists OutputFailed OutputIsTerminal
    ├── DemoError         OptionWrong FolderUnusable PortTaken ProgramDied StepFailed
    └── SettingsError     (carries every fault at once)
"""

from __future__ import annotations


class SpiegelboxError(Exception):
    """Er ging iets mis."""

    # The class gives the words; an error that came over the socket carries those of the recorder.
    code: str = "error"
    sentence: str = "Er ging iets mis."
    next_step: str = "Probeer het opnieuw. Lukt het niet? Bel beheer."

    def __str__(self) -> str:
        """Return the Dutch sentence, with the detail for beheer behind it when there is one."""
        detail = super().__str__()
        return f"{self.sentence} ({detail})" if detail else self.sentence


# -- consent -----------------------------------------------------------------------------------


class ConsentError(SpiegelboxError):
    code = "consent"
    sentence = "Er is geen geldige toestemming."
    next_step = "Vraag de toestemming opnieuw."


class TokenMissing(ConsentError):
    code = "token-missing"
    sentence = "Eerst toestemming. De camera blijft uit."
    next_step = "Begin een nieuw gesprek op de tablet."


class TokenAltered(ConsentError):
    code = "token-altered"
    sentence = "De toestemming is veranderd of beschadigd. De camera blijft uit."


class TokenForeign(ConsentError):
    code = "token-foreign"
    sentence = "Deze toestemming is niet voor deze box. De camera blijft uit."


class TokenExpired(ConsentError):
    code = "token-expired"
    sentence = "De toestemming is verlopen. De camera blijft uit."


class TokenUsed(ConsentError):
    code = "token-used"
    sentence = "Deze toestemming is al gebruikt. De camera blijft uit."


class TokenWrongText(ConsentError):
    code = "token-wrong-text"
    sentence = "De toestemming hoort bij een andere tekst. De camera blijft uit."
    next_step = "Vraag de toestemming opnieuw, met de tekst van nu. Blijft dit? Bel beheer."


class TokenMismatch(ConsentError):
    code = "token-mismatch"
    sentence = "De toestemming past niet bij wat de mensen in de kamer zeiden. De camera blijft uit."


class ConsentWithdrawn(ConsentError):
    code = "consent-withdrawn"
    sentence = "De toestemming is ingetrokken. De camera blijft uit."


# -- states ------------------------------------------------------------------------------------


class StateError(SpiegelboxError):
    code = "state"
    sentence = "Dat kan nu niet."
    next_step = "Kijk op het scherm wat nu wel kan."


class WrongState(StateError):
    code = "wrong-state"


class UnknownRecording(StateError):
    code = "unknown-recording"
    sentence = "Deze opname is er niet (meer)."
    next_step = "Controleer de code of de datum."


class PieceUnclear(StateError):
    code = "piece-unclear"
    sentence = "Dit stuk klopt niet: het einde ligt voor het begin."
    next_step = "Kies het begin en het einde opnieuw."


# -- capture -----------------------------------------------------------------------------------


class CaptureError(SpiegelboxError):
    code = "capture"
    sentence = "Opnemen lukt niet. De camera is uit."
    next_step = "Praat gerust verder. Bel beheer als u later wilt opnemen."


class CameraFailed(CaptureError):
    code = "camera-failed"
    sentence = "De camera doet het niet. De camera is uit."
    next_step = "Kijk of de kabel van de camera vastzit. Bel anders beheer."


class MicrophoneFailed(CaptureError):
    code = "microphone-failed"
    sentence = "De microfoon doet het niet."
    next_step = "Kijk of de kabel van de microfoon vastzit. Bel anders beheer."


class LightFailed(CaptureError):
    code = "light-failed"
    sentence = "Het lampje doet het niet. Zonder lampje filmen wij niet."
    next_step = "Bel beheer."


class ClockUnknown(CaptureError):
    code = "clock-unknown"
    sentence = "De box weet niet hoe laat het is. De camera blijft uit."
    next_step = "Bel beheer: de klok van de box moet goed staan."


class DiskFull(CaptureError):
    code = "disk-full"
    sentence = "Er is te weinig ruimte op de box. De camera blijft uit."
    next_step = "Bel beheer. Er gaat niets verloren."


class NoSuchHardware(CaptureError):
    code = "no-such-hardware"
    sentence = "Deze versie kent alleen de nagebootste box."
    next_step = "Start met --simulated, of met spiegelbox demo."


class SlowDisk(CaptureError):
    code = "slow-disk"
    sentence = "De box kan niet snel genoeg opslaan. De camera is uit."
    next_step = "Bel beheer: het geheugenkaartje is misschien versleten."


# -- media -------------------------------------------------------------------------------------


class MediaError(SpiegelboxError):
    code = "media"
    sentence = "Beeld of geluid klopt niet."


class NotAVideo(MediaError):
    code = "not-a-video"
    sentence = "Dit bestand is geen video die wij kunnen lezen."
    next_step = "Kies een ander bestand, bijvoorbeeld een mp4."


class FilmDamaged(MediaError):
    code = "film-damaged"
    sentence = "De film is beschadigd en niet af te spelen."
    next_step = "Haal de opname opnieuw uit de opslag. Lukt het niet? Bel beheer."


# -- sealed files ------------------------------------------------------------------------------


class SealError(SpiegelboxError):
    code = "seal"
    sentence = "Dit versleutelde bestand gaat niet open."
    next_step = "Controleer of u het goede bestand en de goede sleutel heeft."


class NotAgeFile(SealError):
    code = "not-age"
    sentence = "Dit is geen versleutelde opname (age-bestand)."


class HeaderDamaged(SealError):
    code = "header-damaged"
    sentence = "Het begin van het bestand is beschadigd of veranderd."


class WrongIdentity(SealError):
    code = "wrong-identity"
    sentence = "Deze sleutel past niet op deze opname."
    next_step = "Gebruik de sleutel van een doel waarvoor de cliënt ja heeft gezegd."


class ContentDamaged(SealError):
    code = "content-damaged"
    sentence = "De opname is beschadigd of veranderd."
    next_step = "Haal het bestand opnieuw uit de opslag."


class ContentTruncated(SealError):
    code = "content-truncated"
    sentence = "De opname is niet compleet: er ontbreekt een stuk."
    next_step = "Haal alle delen opnieuw uit de opslag."


class IdentityDamaged(SealError):
    code = "identity-damaged"
    sentence = "Het sleutelbestand is niet goed."
    next_step = "Gebruik het sleutelbestand zoals het gemaakt is (een regel AGE-SECRET-KEY-...)."


class RecipientDamaged(SealError):
    code = "recipient-damaged"
    sentence = "Een ontvanger (publieke sleutel) is niet goed geschreven."
    next_step = "Kopieer de regel age1... opnieuw."


class MixedRecipients(SealError):
    code = "mixed-recipients"
    sentence = "Gewone en post-quantum ontvangers mogen niet door elkaar."
    next_step = "Kies voor elk doel dezelfde soort sleutel."


class PassphraseWrong(SealError):
    code = "passphrase-wrong"
    sentence = "Dit wachtwoord past niet op het sleutelbestand."
    next_step = "Typ het wachtwoord opnieuw."


class ArmorDamaged(SealError):
    code = "armor-damaged"
    sentence = "De tekstvorm van dit versleutelde bestand is beschadigd of veranderd."
    next_step = "Vraag het bestand opnieuw en verander er niets aan."


class KeyFileUnusable(SealError):
    code = "key-file-unusable"
    sentence = "Het sleutelbestand is niet te maken of niet te lezen."
    next_step = "Kies een andere naam of een andere map."


# -- keyring -----------------------------------------------------------------------------------


class KeyringError(SpiegelboxError):
    code = "keyring"
    sentence = "De sleutelbos van de box doet het niet."
    next_step = "Bel beheer."


class KeyGone(KeyringError):
    code = "key-gone"
    sentence = "De sleutel van deze opname is vernietigd. De opname is weg."
    next_step = "Dit kan niet worden teruggedraaid."


class SlotFailed(KeyringError):
    code = "slot-failed"
    sentence = "De plek waar de sleutels liggen werkt niet."


# -- review code -------------------------------------------------------------------------------


class CodeError(SpiegelboxError):
    code = "code"
    sentence = "Deze code klopt niet."
    next_step = "Kijk goed op uw briefje. Hulp nodig? Vraag de contactpersoon."


class CodeNotUnderstood(CodeError):
    code = "code-not-understood"
    sentence = "Wij begrijpen deze code niet. Een code is vijf woorden."


class CodeUnknown(CodeError):
    code = "code-unknown"
    sentence = "Wij vinden geen opname bij deze code."


class TooManyAttempts(CodeError):
    code = "too-many-attempts"
    sentence = "Er is te vaak een verkeerde code gebruikt. Wacht even."
    next_step = "Probeer het over een paar minuten opnieuw."


class PlaybackEnded(CodeError):
    code = "playback-ended"
    sentence = "Het terugkijken is gestopt."
    next_step = "Vul uw code opnieuw in."


# -- notes and audit ---------------------------------------------------------------------------


class NoteError(SpiegelboxError):
    code = "note"
    sentence = "De handtekening klopt niet."


class NoteAltered(NoteError):
    code = "note-altered"


class NoteKeyDamaged(NoteError):
    code = "note-key-damaged"
    sentence = "Een sleutel voor handtekeningen is niet goed geschreven."
    next_step = "Kopieer de hele regel van de sleutel opnieuw."


class AuditError(SpiegelboxError):
    code = "audit"
    sentence = "Het logboek klopt niet."
    next_step = "Bel beheer. Verander niets aan de box."


class AuditDamaged(AuditError):
    code = "audit-damaged"


# -- control socket ----------------------------------------------------------------------------


class ControlError(SpiegelboxError):
    code = "control"
    sentence = "De tablet en de box begrijpen elkaar niet."


class MessageTooLong(ControlError):
    code = "message-too-long"


class MessageDamaged(ControlError):
    code = "message-damaged"


class UnknownVerb(ControlError):
    code = "unknown-verb"


class UnknownField(ControlError):
    code = "unknown-field"


class WrongPeer(ControlError):
    code = "wrong-peer"
    sentence = "Dit programma mag dat niet vragen."


class RecorderBusy(ControlError):
    code = "recorder-busy"
    sentence = "De box heeft het even druk."
    next_step = "Wacht een paar tellen en probeer het opnieuw."


class RecorderUnreachable(ControlError):
    code = "recorder-unreachable"
    sentence = "Geen verbinding met de box."
    next_step = "Kijk naar het lampje op de camera. Bel beheer als dit blijft."


class AlreadyRunning(ControlError):
    code = "already-running"
    sentence = "De recorder van deze box draait al."
    next_step = "Stop eerst de recorder die al draait."


# -- municipal store ---------------------------------------------------------------------------


class StoreError(SpiegelboxError):
    code = "store"
    sentence = "De opslag van de gemeente doet het niet."
    next_step = "De box probeert het vanzelf opnieuw. Er gaat niets verloren."


class StoreUnreachable(StoreError):
    code = "store-unreachable"
    sentence = "De opslag van de gemeente is niet te bereiken."


class StoreRefused(StoreError):
    code = "store-refused"
    sentence = "De opslag van de gemeente weigert."
    next_step = "Bel beheer: controleer de rechten en de ruimte van de opslag."


class ReadBackDiffers(StoreError):
    code = "read-back-differs"
    sentence = "De opslag geeft iets anders terug dan wij brachten."


class EraseNotProven(StoreError):
    code = "erase-not-proven"
    sentence = "De opslag heeft de opname nog niet echt gewist."


# -- the demo on a laptop ----------------------------------------------------------------------


class DemoError(SpiegelboxError):
    code = "demo"
    sentence = "De demo lukt niet."
    next_step = "Kijk wat er hierboven staat en probeer het opnieuw."


class OptionWrong(DemoError):
    code = "option-wrong"
    sentence = "Zo kan de demo niet beginnen."
    next_step = "Uitleg: spiegelbox demo --help"


class FolderUnusable(DemoError):
    code = "folder-unusable"
    sentence = "In deze map kan de demo niets bewaren."
    next_step = "Kies met --data een andere map."


class PortTaken(DemoError):
    code = "port-taken"
    sentence = "Deze poort is al in gebruik."
    next_step = "Kies met --port een ander nummer, of laat --port weg."


class ProgramDied(DemoError):
    code = "program-died"
    sentence = "Een programma van de box is gestopt."
    next_step = "Lees de laatste regels hierboven. Het hele logboek staat in de map logs."


class StepFailed(DemoError):
    code = "step-failed"
    sentence = "Deze stap gaat niet zoals het hoort."
    next_step = "Bewaar de map met --data en kijk in de map logs."


# -- files of a person at a keyboard ------------------------------------------------------------


class FileError(SpiegelboxError):
    code = "file"
    sentence = "Er is iets mis met een bestand."
    next_step = "Controleer de naam van het bestand."


class FileUnreadable(FileError):
    code = "file-unreadable"
    sentence = "Dit bestand kunnen wij niet lezen."
    next_step = "Controleer de naam, en of u het bestand mag lezen."


class OutputExists(FileError):
    code = "output-exists"
    sentence = "Dit bestand is er al. Wij schrijven er niet overheen."
    next_step = "Kies een andere naam, of gebruik --force."


class OutputFailed(FileError):
    code = "output-failed"
    sentence = "Opslaan lukt niet."
    next_step = "Maak ruimte vrij of kies een andere map. Probeer het dan opnieuw."


class OutputIsTerminal(FileError):
    code = "output-is-terminal"
    sentence = "Een film past niet als tekst op dit scherm."
    next_step = "Gebruik -o film.mp4."


# -- settings ----------------------------------------------------------------------------------


class SettingsError(SpiegelboxError):
    """Carry every fault of a settings file, each a Dutch sentence that names its key."""

    code = "settings"
    sentence = "De instellingen kloppen niet."
    next_step = "Verbeter de regels hieronder en probeer het opnieuw."

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(f"{len(faults)} fout(en)")
        self.faults = faults


def error_classes() -> dict[str, type[SpiegelboxError]]:
    """Return every error class by its wire code."""
    found: dict[str, type[SpiegelboxError]] = {}
    todo: list[type[SpiegelboxError]] = [SpiegelboxError]
    while todo:
        cls = todo.pop()
        found[cls.code] = cls
        todo.extend(cls.__subclasses__())
    return found
