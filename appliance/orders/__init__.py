"""What beheer asks of a box that nobody can log in to: an order, signed at the desk, on a stick.

A stick alone gives nobody a say over a box; the key that the box was given when it was provisioned does.
"""
