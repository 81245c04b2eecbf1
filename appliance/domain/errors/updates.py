"""Updates: a channel that is not believed, a bundle that is refused, a moment that is not right."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class UpdateError(SpiegelboxError):
    code = "update"
    sentence = "Bijwerken lukt niet. De box draait gewoon verder."
    next_step = "De box probeert het vanzelf opnieuw. Blijft dit? Bel beheer."


class ChannelNotSet(UpdateError):
    code = "channel-not-set"
    sentence = "Er is geen updatekanaal ingesteld."
    next_step = "Vul update.channel en update.key in, of gebruik een stick: --usb."


class ChannelUnreachable(UpdateError):
    code = "channel-unreachable"
    sentence = "Het updatekanaal is niet te bereiken."
    next_step = "Kijk of het netwerk werkt. De box probeert het vanzelf opnieuw."


class ChannelBroken(ChannelUnreachable):
    """The server stopped half-way, or promised another length than it gave."""

    code = "channel-broken"
    sentence = "De server van het updatekanaal brak het bericht af."


class ChannelServerUnknown(ChannelUnreachable):
    code = "channel-server-unknown"
    sentence = "De box vertrouwt het certificaat van de server van het updatekanaal niet."
    next_step = "Van uw gemeente? Geef de box ca.pem (docs/beheer/provisioning.md). Of is het verlopen?"


class ChannelRefused(UpdateError):
    code = "channel-refused"
    sentence = "Het updatekanaal is niet te vertrouwen. Er wordt niets bijgewerkt."
    next_step = "Vraag de maker van het kanaal om een nieuw bericht met de goede handtekening."


class ChannelReplayed(ChannelRefused):
    code = "channel-replayed"
    sentence = "Het updatekanaal geeft een oud bericht. De box zag al een nieuwer."


class ChannelExpired(ChannelRefused):
    code = "channel-expired"
    sentence = "Het bericht van het updatekanaal is verlopen."
    next_step = "Vraag de maker van het kanaal om een nieuw bericht."


class ClockBehind(UpdateError):
    code = "clock-behind"
    sentence = "De klok van de box staat in het verleden. Zo is niet te zien of een update nog geldt."
    next_step = "Zet de klok goed: sluit het netwerk (NTP) of een klokje (RTC) aan."


class NotNow(UpdateError):
    """The reasons are in the error's own text."""

    code = "update-not-now"
    sentence = "De box werkt nu niet bij."
    next_step = "Er gaat niets verloren. De box kijkt later vanzelf opnieuw."


class NoWayBack(UpdateError):
    code = "no-way-back"
    sentence = "Na deze update kan de box niet meer terug naar de versie van nu. Daarom gaat hij er niet op."
    next_step = "Zet eerst een tussenversie op de box die de nieuwe gegevens al kan lezen."


class BundleRefused(UpdateError):
    code = "bundle-refused"
    sentence = "Deze update wordt geweigerd."
    next_step = "Gebruik een update voor deze soort box, met de goede handtekening."


class BundleRogue(BundleRefused):
    code = "bundle-rogue"
    sentence = "De handtekening van deze update is niet van uw gemeente of van het project."
    next_step = "Zet hem niet op een box. Meld bij beveiliging waar dit bestand vandaan komt."


class BundleForOther(BundleRefused):
    code = "bundle-for-other"
    sentence = "Deze update is voor een ander soort box."
    next_step = "Kies het bestand voor dit soort box."


class BundleOlder(BundleRefused):
    code = "bundle-older"
    sentence = "Deze update is ouder dan wat op de box staat. Teruggaan kan alleen met rollback."
    next_step = "Gebruik spiegelbox update rollback als u terug wilt."


class BundleDamaged(BundleRefused):
    code = "bundle-damaged"
    sentence = "Deze update is beschadigd of veranderd."
    next_step = "Haal het bestand opnieuw. De box van nu is niet veranderd."


class BundleUnreachable(UpdateError):
    code = "bundle-unreachable"
    sentence = "De update is niet te halen: de server antwoordt niet goed."
    next_step = "De box probeert het vanzelf opnieuw. De server moet stukken (ranges) kunnen geven."


class NothingToRollBack(UpdateError):
    code = "nothing-to-roll-back"
    sentence = "Er is geen vorige versie om naar terug te gaan."
    next_step = "Zet een goede update op de box: spiegelbox update install."


class UpdaterSilent(UpdateError):
    code = "updater-silent"
    sentence = "Dit systeem kan zichzelf niet bijwerken: RAUC antwoordt niet."
    next_step = "Op een box van image/install.py werkt u bij met apt en install.py. Anders: bel beheer."


class ProvisioningError(SpiegelboxError):
    code = "provisioning"
    sentence = "De box is niet ingericht."
    next_step = "Verbeter de map spiegelbox op de kaart of de stick en zet de box opnieuw aan."


class NoRecoveryKey(ProvisioningError):
    code = "no-recovery-key"
    sentence = "De herstelsleutel van de schijf is niet gemaakt."
    next_step = "De box werkt gewoon. Zet hem opnieuw aan: dan probeert hij het weer."


class CarrierMissing(ProvisioningError):
    code = "carrier-missing"
    sentence = "Er is geen map spiegelbox met box.toml gevonden."
    next_step = "Zet de map op de eerste partitie van de kaart, of op een stick met de naam SPIEGELBOX."


class CarrierHalfWritten(ProvisioningError):
    code = "carrier-half-written"
    sentence = "De map spiegelbox is niet helemaal geschreven."
    next_step = "Kopieer de map opnieuw en werp de stick netjes uit."


class OtherMunicipality(ProvisioningError):
    code = "other-municipality"
    sentence = "Deze map is van een andere gemeente dan deze box."
    next_step = "Gebruik de map van uw eigen gemeente. Krijgt de box een andere gemeente? Dan eerst afdanken."


class AlreadyProvisioned(ProvisioningError):
    code = "already-provisioned"
    sentence = "Deze box is al ingericht."
    next_step = "Verandert de kamer? Geef een opdracht met een stick: spiegelbox order sign settings."
