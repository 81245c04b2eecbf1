"""Updates of the box: what the channel offers, whether now is a good moment, and how an update went.

Asks RAUC to install and the recorder whether nobody needs the box. Never touches a slot, a key or a recording
itself, and never trusts a server: everything is believed by its signature only.
"""
