"""One deadline for a whole exchange, however slowly the other side speaks."""

import socket
import ssl
import time
from collections.abc import Callable
from threading import Thread
from typing import Any, TypeVar

Result = TypeVar("Result")


class Deadline:
    """A moment after which nothing is waited for any more."""

    def __init__(self, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raises TimeoutError when there are none."""
        seconds = self.ends_at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the time is over")
        return seconds

    def run(self, act: Callable[[], Result]) -> Result:
        """Run what cannot be told to hurry, such as a look-up, and stop waiting in time."""
        outcome: list[Result | Exception] = []

        def keep_outcome() -> None:
            try:
                outcome.append(act())
            except Exception as error:  # noqa: BLE001 (raised again by who waits)
                outcome.append(error)

        thread = Thread(target=keep_outcome, daemon=True)
        thread.start()
        thread.join(self.left())
        if not outcome:
            raise TimeoutError("the time is over")
        result = outcome[0]
        if isinstance(result, Exception):
            raise result
        return result


class TimedSocket(socket.socket):
    """A socket whose every read has only what is left of the time."""

    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline is not None:
            self.settimeout(self.deadline.left())
        return super().recv_into(*args, **kwargs)


class TimedTlsSocket(ssl.SSLSocket):
    """The same over TLS."""

    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline is not None:
            self.settimeout(self.deadline.left())
        return super().recv_into(*args, **kwargs)
