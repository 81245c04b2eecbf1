"""Sound and picture: packets to a fragmented film, its index, cutting it, and the demo's sources.

Everything here works on bytes in RAM. The only files it opens are the film that beheer names as
``--input`` (file_source.py) and the assets packaged beside this module.
"""
