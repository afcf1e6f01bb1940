"""Query seconds that each address has left, in memory that all front-end processes share.

What an address has spent runs off evenly: a minute after its last query nothing of it is left. A slot is chosen by the
address' digest; when all its slots are taken, the address that was quiet longest is forgotten.
"""

import hashlib
import ipaddress
import math
import mmap
import struct
import time
from collections.abc import Iterator

WINDOW = 60.0
"""Seconds in which a budget runs off."""

_SLOTS, _TRIES = 1 << 14, 4
_SLOT = struct.Struct("8sdd")


class Budgets:
    """The budgets; to be made before processes fork."""

    def __init__(self, limit: int) -> None:
        """Give every address so many query seconds a minute."""
        self.limit = limit
        self._memory = mmap.mmap(-1, _SLOTS * _SLOT.size)

    def left(self, address: str) -> float:
        """Query seconds that an address has left; negative when it has overdrawn."""
        return self.limit - self._spent(_digest(address), time.monotonic())[1]

    def wait(self, address: str) -> int:
        """Whole seconds until an address may ask again; 0 when it may now."""
        over = -self.left(address)
        return max(1, math.ceil(over * WINDOW / self.limit)) if over >= 0 else 0

    @property
    def policy(self) -> str:
        """Value of the header field RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10)."""
        return f'"query-seconds";q={self.limit};w={WINDOW:.0f}'

    def told(self, address: str) -> str:
        """Value of the header field RateLimit for an address."""
        left = max(0, int(self.left(address)))
        return f'"query-seconds";r={left};t={round((self.limit - left) * WINDOW / self.limit)}'

    def charge(self, address: str, seconds: float) -> None:
        """Take from the budget of an address."""
        now, digest = time.monotonic(), _digest(address)
        offset, spent = self._spent(digest, now)
        _SLOT.pack_into(self._memory, offset, digest, spent + seconds, now)

    def _spent(self, digest: bytes, now: float) -> tuple[int, float]:
        """The slot of an address, and what it has spent that has not yet run off."""
        oldest, oldest_at = math.inf, 0
        for offset in _offsets(digest):
            key, spent, when = _SLOT.unpack_from(self._memory, offset)
            if key == digest:
                return offset, max(0.0, spent - (now - when) * self.limit / WINDOW)
            if when < oldest:
                oldest, oldest_at = when, offset
        return oldest_at, 0.0


def _offsets(digest: bytes) -> Iterator[int]:
    """Where a digest can stand."""
    first = int.from_bytes(digest[:4])
    return ((first + number) % _SLOTS * _SLOT.size for number in range(_TRIES))


def _digest(address: str) -> bytes:
    """Digest of an address; of an IPv6 address the first half only, since one client has all of the other."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        kept = address.encode()
    else:
        kept = parsed.packed if parsed.version == 4 else parsed.packed[:8]
    return hashlib.blake2b(kept, digest_size=8).digest()
