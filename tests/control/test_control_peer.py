"""Only the role's own user speaks on its socket, and only when the kernel can say who that is."""

from __future__ import annotations

import os
import pwd
import socket

import pytest

from appliance.control.peer import Peer, check_peer, peer_of, uid_of
from appliance.domain.errors import SettingsError, WrongPeer


def test_the_kernel_says_who_is_at_the_other_end() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert peer_of(ours) == Peer(pid=os.getpid(), uid=os.getuid())


def test_the_user_of_the_role_is_let_in() -> None:
    check_peer(Peer(pid=4711, uid=997), uid=997)


@pytest.mark.parametrize(
    "peer",
    [Peer(pid=4711, uid=996), Peer(pid=4711, uid=0), Peer(pid=0, uid=997), Peer(pid=4711, uid=2**32 - 1)],
    ids=["another user", "root", "a process out of sight", "no user at all"],
)
def test_everybody_else_is_refused(peer: Peer) -> None:
    with pytest.raises(WrongPeer):
        check_peer(peer, uid=997)


def test_no_name_in_the_settings_means_the_recorders_own_user() -> None:
    assert uid_of("") == os.getuid()


def test_a_name_in_the_settings_means_that_user() -> None:
    me = pwd.getpwuid(os.getuid())
    assert uid_of(me.pw_name) == me.pw_uid


def test_a_name_nobody_has_stops_the_start_in_words() -> None:
    with pytest.raises(SettingsError) as caught:
        uid_of("nobody-has-this-name")
    assert caught.value.faults == ("users: de gebruiker 'nobody-has-this-name' bestaat niet op deze box.",)
