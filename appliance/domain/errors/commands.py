"""What a person at a keyboard is told: files, settings, and the demo."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


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


class SettingsError(SpiegelboxError):
    """Carry every fault of a settings file, each a Dutch sentence that names its key."""

    code = "settings"
    sentence = "De instellingen kloppen niet."
    next_step = "Verbeter deze regels en probeer het opnieuw."

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(f"{len(faults)} fout(en)")
        self.faults = faults
