"""Keep secrets in memory: no swap, no core dump, no other process of this user looking in."""

from __future__ import annotations

import ctypes
import resource

_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_PR_SET_DUMPABLE = 4


def keep_secrets_in_memory() -> bool:
    """Lock the memory of this process and forbid core dumps; return whether the lock held.

    ``MCL_ONFAULT`` locks pages when they are first used: without it every thread's whole stack would be
    brought in at once. The lock needs RLIMIT_MEMLOCK (systemd: ``LimitMEMLOCK=infinity``); where it is
    refused the box goes on and says so in its health.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return bool(libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0)
