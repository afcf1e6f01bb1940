"""How a request leaves: which proxy it takes, and which redirections it follows. Imports errors."""

import ipaddress
import urllib.request
from http.client import HTTPMessage
from typing import IO, Literal
from urllib.parse import urlsplit

from kg_client.errors import BadArgument, Unreachable

Proxy = str | Literal["environment"] | None


def checked_address(url: str) -> str:
    """The address of a service, with one slash at its end.

    Raises:
        BadArgument: it is no http(s) address, or has more than host, port and path.
    """
    try:
        parts = urlsplit(url.strip())
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        message = f"found the address {url[:100]!r}: {error}"
        raise BadArgument(message) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_fine:
        message = f"found the address {url[:100]!r}, expected one like http://127.0.0.1:8000"
        raise BadArgument(message)
    if parts.username or parts.query or parts.fragment:
        message = f"found the address of {parts.hostname} with a user, a query or a fragment: give a user in headers="
        raise BadArgument(message)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"


def origin(url: str) -> tuple[str, str]:
    """Scheme and authority of an address."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


class _SameOrigin(urllib.request.HTTPRedirectHandler):
    """Follows redirections within one service only: header fields may hold what is for that service alone."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """The next request.

        Raises:
            Unreachable: it would go to another service.
        """
        if origin(newurl) != origin(req.full_url):
            message = f"{req.full_url} leads on to {newurl[:200]}, another service: ask that one if you trust it"
            raise Unreachable(message)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def opener(url: str, proxy: Proxy) -> urllib.request.OpenerDirector:
    """What opens requests to a service.

    Args:
        url: address of the service.
        proxy: address of a proxy; None for none; "environment" for that of the environment variables, which is never
            taken to the own machine.
    """
    director = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(_proxies(url, proxy)),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _SameOrigin(),
    ):
        director.add_handler(handler)
    return director


def _proxies(url: str, proxy: Proxy) -> dict[str, str]:
    """Scheme to proxy."""
    if proxy == "environment":
        return {} if _is_own_machine(urlsplit(url).hostname or "") else urllib.request.getproxies()
    return {} if proxy is None else {"http": proxy, "https": proxy}


def _is_own_machine(host: str) -> bool:
    """Whether a host is this machine by its name."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
