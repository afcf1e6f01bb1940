"""What proxies before this server say of a request, as far as they are trusted. Imports heads."""

import re

from kg_server.transfer.heads import Head

_BASE = re.compile(r"https?://[a-z0-9.-]+(?::(?!80$|443$)[0-9]{1,5})?")


def base_address(head: Head, hops: int) -> str | None:
    """Scheme and host that a request was sent to, as far as the trusted proxies before this server tell.

    None where the way to write the address could be another one than the application's.
    """
    scheme, host = "http", head.fields["host"]
    if hops:
        scheme = _told_by(head, "x-forwarded-proto", hops) or scheme
        host = _told_by(head, "x-forwarded-host", hops) or host
    base = f"{scheme}://{host}"
    return base if _BASE.fullmatch(base) else None


def client_address(head: Head, address: str, hops: int) -> str:
    """The network address of the client, as far as the trusted proxies tell."""
    return (_told_by(head, "x-forwarded-for", hops) if hops else None) or address


def _told_by(head: Head, name: str, hops: int) -> str | None:
    """What the farthest proxy that is trusted says in a header field; None when it says nothing."""
    values = [value.strip() for value in head.fields.get(name, "").split(",")]
    return values[-hops] if len(values) >= hops else None
