"""The console: every screen of the box, for the client's tablet and for the people who work there.

It sees the box only through ``appliance.control``. It never holds a film, a key of a film or a name of
a client, and nothing it does can turn the camera on: only the button in the room can.

The addresses, by who may open them. A ``POST`` answers with a redirect (303) unless said otherwise; the
forms of a talk also carry ``gesprek``, the talk code, so that an old page cannot act on a new talk. A
test holds this list against the application.

Anyone::

    /inloggen                     GET form; POST naam, wachtwoord
    /uitloggen                    POST
    /licht                        POST: a dark or a bright screen, kept on this device
    /thema.css                    the municipality's own tokens
    /toegankelijkheid             the accessibility statement
    /privacy                      the points of the law, in Dutch
    /tablet/koppel/<secret>       GET asks, POST pairs this device (one-time secret)
    /static/<path:filename>       style, script and the player

Everybody who works here::

    /account                      GET form; POST oud, nieuw, nogmaals: another password
    /account/overal-uitloggen     POST: ends every session of this account

A paired tablet, around the talk::

    /                             the screen that fits the talk; everything leads back here
    /status.json                  what the page's script asks each second, and the tablet's heartbeat
    /rust                         hides what stands on the tablet (sixty seconds without a touch)
    /meer-weten                   the twelve points of the law
    /moeilijke-woorden            the hard words of the screens, explained
    /voorlezen/<language>/<keys>.mp3   a screen read aloud
    /taal                         POST taal: another language for the screens outside a talk
    /mening                       GET the one question after a talk; POST its answer, which names nobody
    /gesprek/taal                 POST taal
    /gesprek/uitleg               POST
    /gesprek/kijkers              POST kijker (coach, leertafel; any number)
    /gesprek/terugvertellen       POST voorgelezen, via_tolk (ticked or not)
    /gesprek/antwoord             POST wie, antwoord (yes, no, unsure)
    /gesprek/beurt                POST wie: the tablet is in the hands of the next person
    /gesprek/terug                POST: one step back
    /gesprek/verder               POST: out of the hidden page
    /gesprek/briefje              the printable slip with the code
    /gesprek/code-klaar           POST: the code is written down
    /gesprek/toch-niet            POST: takes the yes back
    /gesprek/klaar                POST: the last word is read
    /opname/stop                  POST
    /opname/pauze                 POST
    /opname/verder                POST: the client says that filming may go on
    /opname/wissen                GET asks; POST wipes the last five minutes
    /opname/er-is-iemand-bij      POST: the camera off, somebody came in
    /opname/bezoek-weg            POST: that person left
    /opname/wie-is-erbij          GET asks who came in
    /opname/bezoek-blijft         POST wie: that person is asked as well
    /opname/nieuw-deel            POST: the talk goes on under the same yes
    /opname/bewaar-vraag          POST: after STOP, on to "Nog steeds goed?"
    /opname/nog-steeds-goed       POST antwoord (keep, look, discard)
    /opname/zelftest              POST: try again after a fault

A paired tablet, with a code::

    /code                         GET form; POST code: opens the film
    /code/woorden.json            the words a code can have, to complete what is typed
    /code/plaatjes.json           their pictures
    /film                         the client looks back
    /film/lijst.m3u8              the playlist
    /film/film.mp4                the film, by HTTP range
    /film/bezig.json              how far a cut is
    /film/wissen                  POST van, tot (lists): asks (200); with zeker=ja it cuts
    /film/kijkers                 POST kijker: who may still watch
    /film/bewaren                 POST: the second yes
    /film/intrekken               GET asks; POST withdraws
    /film/klaar                   POST: closes the film
    /intrekken                    GET form; POST code: to the question; POST zeker=ja withdraws
    /intrekken/zeker              asks once, while a right code waits
    /bewijs                       the receipt of a withdrawal, printable

A klantmanager::

    /klantmanager/                the room now, and the fate of own talks
    /klantmanager/nieuw           GET form; POST taal, wie (list of people), eigen_ja
    /klantmanager/opnieuw         POST: the same people, after a yes that waited too long
    /klantmanager/eerst-stoppen   GET asks, POST minuten: a film that still runs is stopped before a new talk
    /klantmanager/voorlezen       GET taal: what to read aloud
    /klantmanager/gesprek         the talk now
    /klantmanager/status.json     what its script asks each second
    /klantmanager/gesprek/pauze   POST
    /klantmanager/gesprek/stop    POST
    /klantmanager/gesprek/er-is-iemand-bij   POST
    /klantmanager/gesprek/toch-niet   POST gesprek: takes the own yes back before there is a film
    /klantmanager/intrekken/<recording_id>   GET asks; POST takes the own yes back afterwards

A contactpersoon::

    /contactpersoon/              GET datum, klantmanager: the recordings of a day
    /contactpersoon/code          GET form; POST code: finds the recording
    /contactpersoon/opname/<recording_id>   GET datum: one recording
    /contactpersoon/intrekken-met-code   POST code, zeker=ja: letter and receipt (200)
    /contactpersoon/intrekken     POST id, datum, tweede, tweede_wachtwoord: letter and receipt (200)
    /contactpersoon/bevriezen     POST id, datum, tot, tweede, tweede_wachtwoord
    /contactpersoon/ontdooien     POST id, datum, tweede, tweede_wachtwoord
    /contactpersoon/vertrokken    GET whose films end; POST klantmanager, blijft, tweede, tweede_wachtwoord
    /contactpersoon/kopie         GET form; POST code: the words of a copy, shown once (200)
    /contactpersoon/kopie/ophalen   POST: the copy itself, an age file, once
    /contactpersoon/brieven       GET opname, datum: the letters
    /contactpersoon/brieven/<name>   GET opname, datum: one letter to print
    /contactpersoon/verklaringen           what is gone, by the month in which it went
    /contactpersoon/verklaringen/<recording_id>  one declaration of destruction, to print

Beheer::

    /beheer/                      the health of the box
    /beheer/onderweg              what is on its way to the store
    /beheer/tellers               counters and opinions per month
    /beheer/tablets               the tablets of this room
    /beheer/talen                 the languages: which are on, and who read them
    /beheer/talen/aan             POST taal, vertaler, zeker=ja
    /beheer/talen/uit             POST taal
    /beheer/koppelen              POST: a new pairing address (200)
    /beheer/ontkoppelen           POST tablet: forget it
    /beheer/accounts              GET list; POST naam, rol: a new account and its password (200)
    /beheer/accounts/<account_id>   one account
    /beheer/accounts/<account_id>/wachtwoord   POST: a new password of once (200)
    /beheer/accounts/<account_id>/uit   POST: closes the door; no recording is touched
    /beheer/accounts/<account_id>/aan   POST: a new password of once (200)
"""
