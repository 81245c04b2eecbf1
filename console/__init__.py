"""The console: every screen of the box, for the client's tablet and for the people who work there.

It sees the box only through ``appliance.control``. It never holds a film, a key of a film or a name of
a client, and nothing it does can turn the camera on: only the button in the room can.

Addresses (``POST`` answers with a redirect; ``tablet`` needs the pairing cookie, the rest a login):

=============================  ======  ==================================================================
address                        who     what
=============================  ======  ==================================================================
/tablet/koppel/<secret>        anyone  GET asks, POST pairs this device (one-time secret)
/inloggen  /uitloggen          anyone  GET form; POST ``naam``, ``wachtwoord``; POST
/                              tablet  the screen that fits the talk; everything below leads back here
/status.json                   tablet  what the screen's script asks each second (the tablet's heartbeat)
/rust                          tablet  the neutral page: sixty seconds without a touch
/meer-weten                    tablet  the twelve points of the law
/gesprek/taal                  tablet  POST ``taal``
/gesprek/uitleg                tablet  POST: the explanation is read
/gesprek/kijkers               tablet  POST ``kijker`` (coach, leertafel; any number)
/gesprek/terugvertellen        tablet  POST ``voorgelezen``, ``via_tolk``
/gesprek/terug                 tablet  POST: one step back
/gesprek/verder                tablet  POST: out of the neutral page
/gesprek/antwoord              tablet  POST ``wie``, ``antwoord`` (yes, no, unsure)
/gesprek/briefje               tablet  the printable slip with the code
/gesprek/code-klaar            tablet  POST: the code is written down
/gesprek/toch-niet             tablet  POST: takes the yes back
/opname/stop /pauze /verder    tablet  POST
/opname/wissen                 tablet  GET asks; POST wipes the last five minutes
/opname/nieuw-deel             tablet  POST: the talk goes on under the same yes
/opname/bewaar-vraag           tablet  POST: after STOP, on to "Nog steeds goed?"
/opname/nog-steeds-goed        tablet  POST ``antwoord`` (keep, look, discard)
/opname/zelftest               tablet  POST: try again after a fault
/code                          tablet  GET form; POST ``code``: opens the client's film
/film                          tablet  the client looks back
/film/lijst.m3u8 /film/film.mp4  tablet  the picture, by HTTP range
/film/wissen                   tablet  POST ``van``, ``tot`` (lists): asks; with ``zeker=ja`` it cuts
/film/kijkers                  tablet  POST ``kijker`` (self stays): fewer people may watch
/film/bewaren                  tablet  POST: the second yes
/film/intrekken                tablet  GET asks; POST withdraws
/film/klaar                    tablet  POST: closes the film
/intrekken                     tablet  GET form; POST ``code``: asks; with ``zeker=ja`` it withdraws
/bewijs                        tablet  the receipt of a withdrawal, printable
/klantmanager/                 klantmanager  the room now, and own talks
/klantmanager/nieuw            klantmanager  GET form; POST ``taal``, ``wie`` (list)
/klantmanager/gesprek          klantmanager  the talk now; POST /pauze and /stop below it
/contactpersoon/               contactpersoon  GET ``datum``: find recordings
/contactpersoon/opname/<id>    contactpersoon  GET ``datum``: one recording
/contactpersoon/intrekken /bevriezen /ontdooien  contactpersoon  POST ``id``, ``tweede``, ``dagen``
/contactpersoon/code           contactpersoon  GET form; POST ``code``, ``zeker=ja``
/beheer/                       beheer  health of the box, counters, paired tablets
/beheer/koppelen /ontkoppelen  beheer  POST: a new pairing address; forget a tablet
=============================  ======  ==================================================================

Forms of a talk also carry ``gesprek``, the talk code, so that an old page cannot act on a new talk.
"""
