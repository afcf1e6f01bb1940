"""Requests to a service over HTTP: time limits, patience, and answers that are whole or none.

A GET that met a busy service or a broken connection is sent again, later each time; a POST never is. Imports arriving,
dialing and errors.
"""

import email.utils
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from kg_client.arriving import Arrival, Chunks, arriving
from kg_client.dialing import Proxy, checked_address, opener
from kg_client.errors import (
    AnswerTooLarge,
    BadArgument,
    Busy,
    GraphError,
    Interrupted,
    Unreachable,
    service_error,
)

LONGEST_URL = 4_000
"""Characters of an address; with more, a query is sent by POST."""

PROBLEM_BYTES = 64 << 10
RELEASE = "KG-Release"
T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to try.

    Attributes:
        seconds: without any byte from the service, after which it is given up.
        tries: of one GET, the first included.
        pause: seconds before the second try, if the service names none; twice as many before each further one.
        longest_pause: more than that is not waited: the error says when to come again.
        sleep: waits.
    """

    seconds: float = 60.0
    tries: int = 4
    pause: float = 0.25
    longest_pause: float = 15.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)


@dataclass(frozen=True)
class Reply:
    """A whole answer.

    Attributes:
        body: what came, unpacked.
        release: version of the release that it is from, or "" where the service does not say.
        content_type: media type and charset.
        url: where it came from.
    """

    body: bytes
    release: str
    content_type: str
    url: str


class Transport:
    """The way to one service.

    Attributes:
        url: address of the service, with a slash at its end.
    """

    def __init__(self, url: str, patience: Patience, proxy: Proxy, headers: Mapping[str, str], most_bytes: int) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            BadArgument: no http(s) address.
        """
        self.url = checked_address(url)
        self._patience = patience
        self._headers = {"User-Agent": "kg_client", "Accept-Encoding": "gzip", **headers}
        self._opener = opener(self.url, proxy)
        self._most_bytes = most_bytes

    def fetch(self, path: str, accept: str, given: Mapping[str, str], seconds: float | None = None) -> Reply:
        """The whole answer to a GET, or to a POST of a form where the address would be too long.

        Args:
            path: below the address of the service.
            accept: media types that are taken.
            given: parameters.
            seconds: for this request, instead of the usual ones.

        Raises:
            GraphError: there is no whole answer; the class says why.
        """
        return self._patiently(lambda: self._whole(path, accept, given, seconds), is_get=self._is_get(path, given))

    def stream(
        self, path: str, accept: str, given: Mapping[str, str], seconds: float | None = None
    ) -> tuple[Arrival, Chunks]:
        """An answer as it comes: what its header says, and its bytes.

        The connection is closed when the iterator is exhausted or closed.

        Raises:
            GraphError: there is no answer; from the iterator: it broke off.
        """
        return self._patiently(lambda: self._opened(path, accept, given, seconds), is_get=self._is_get(path, given))

    def _is_get(self, path: str, given: Mapping[str, str]) -> bool:
        """Whether a request fits into an address."""
        return len(self.url) + len(path) + len(urlencode(given)) + 1 <= LONGEST_URL

    def _whole(self, path: str, accept: str, given: Mapping[str, str], seconds: float | None) -> Reply:
        """One try at a whole answer."""
        arrival, chunks = self._opened(path, accept, given, seconds)
        with closing(chunks):
            body = bytearray()
            for chunk in chunks:
                body += chunk
                if len(body) > self._most_bytes:
                    message = f"the answer has more than {self._most_bytes >> 20} MiB: take it row by row with stream()"
                    raise AnswerTooLarge(message)
        return Reply(bytes(body), arrival.release, arrival.content_type, arrival.url)

    def _opened(
        self, path: str, accept: str, given: Mapping[str, str], seconds: float | None
    ) -> tuple[Arrival, Chunks]:
        """One try at an answer of which the header has come."""
        encoded = urlencode(given)
        is_get = self._is_get(path, given)
        address = f"{self.url}{path}{'?' if encoded and is_get else ''}{encoded if is_get else ''}"
        request = urllib.request.Request(  # noqa: S310  # `checked_address` has seen to the scheme
            address, None if is_get else encoded.encode(), {**self._headers, "Accept": accept}
        )
        wait = self._patience.seconds if seconds is None else max(self._patience.seconds, seconds + 10)
        try:
            response = self._opener.open(request, timeout=wait)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise _unreachable(self.url, error, wait) from error
        return arriving(response, RELEASE)

    def _refusal(self, error: urllib.error.HTTPError) -> GraphError:
        """What the service says."""
        try:
            body = error.read(PROBLEM_BYTES)
        except (OSError, http.client.HTTPException):
            body = b""
        return service_error(
            error.code, error.headers.get("Content-Type", ""), body, _retry_after(error.headers.get("Retry-After"))
        )

    def _patiently(self, attempt: Callable[[], T], *, is_get: bool) -> T:
        """The first try that brings something, or the error of the last one."""
        pause = self._patience.pause
        for left in range(self._patience.tries if is_get else 1, 0, -1):
            try:
                return attempt()
            except (Busy, Unreachable, Interrupted) as error:
                wait = _passing(error, pause)
                if left == 1 or wait is None or wait > self._patience.longest_pause:
                    raise
            self._patience.sleep(wait)
            pause *= 2
        message = "Patience.tries: found less than 1, expected at least one try"
        raise BadArgument(message)


def _passing(error: Busy | Unreachable | Interrupted, pause: float) -> float | None:
    """Seconds after which a failed GET is worth another try, or None."""
    if isinstance(error, Busy):
        if error.status in {429, 502} or error.retry_after is not None:
            return max(pause, error.retry_after or 0.0)
        return None
    cause = error.__cause__
    reason = cause.reason if isinstance(cause, urllib.error.URLError) else cause
    is_reset = isinstance(reason, ConnectionResetError | BrokenPipeError)
    return pause if is_reset or isinstance(error, Interrupted) else None


def _unreachable(url: str, error: Exception, wait: float) -> Unreachable:
    """What a failed connection means."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return Unreachable(f"{url} did not answer within {wait:g} seconds")
    if isinstance(reason, ConnectionRefusedError):
        return Unreachable(f"nothing answers at {url}: is the service running there? `kg serve` starts one")
    return Unreachable(f"{url} cannot be reached: {reason or type(error).__name__}")


def _retry_after(text: str | None) -> float | None:
    """Seconds of a Retry-After field (RFC 9110, 10.2.3), which has seconds or a date."""
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
