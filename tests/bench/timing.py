"""Measuring calls: how long they take, how much processor time, one after the other and at once."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass
class Span:
    """Seconds by the clock, and of this process's processor time."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def spent() -> Iterator[Span]:
    """What the block takes."""
    span, wall, cpu = Span(), time.perf_counter(), time.process_time()
    yield span
    span.wall, span.cpu = time.perf_counter() - wall, time.process_time() - cpu


@dataclass(frozen=True)
class Figures:
    """Milliseconds of each call: median, 95th percentile, processor time; and calls a second."""

    median: float
    late: float
    cpu: float
    rate: float

    def __str__(self) -> str:
        return f"{self.median:9.1f}{self.late:9.1f}{self.cpu:9.1f}{self.rate:9.1f}"


HEADER = f"{'median':>9}{'p95':>9}{'cpu':>9}{'a second':>9}"


def measure(
    call: Callable[[Any], object], arguments: Sequence[Any], *, clients: int = 1
) -> Figures:
    """Make one call for each argument, `clients` at a time, after one to warm up."""
    call(arguments[0])

    def timed(argument: Any) -> float:
        started = time.perf_counter()
        call(argument)
        return 1000 * (time.perf_counter() - started)

    with spent() as span, ThreadPoolExecutor(clients) as pool:
        times = list(pool.map(timed, arguments))
    return Figures(
        median=statistics.median(times),
        late=statistics.quantiles(times, n=20)[-1],
        cpu=1000 * span.cpu / len(times),
        rate=len(times) / span.wall,
    )


class Stopwatch:
    """Adds up the time spent inside some functions of an object, whoever calls them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time counted."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - started

        return timed


class Watched:
    """Stands for another object; the time of all its methods is counted."""

    def __init__(self, target: Any, watch: Stopwatch) -> None:
        self._target, self._watch = target, watch

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        return self._watch.wrap(value) if callable(value) else value
