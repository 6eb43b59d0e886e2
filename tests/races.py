"""Running several writers at the same moment, each on a real connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from core.errors import DomainError


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run the actions together; gives their results, or the refusals of ours they ended in.

    Any other exception, a deadlock above all, is raised here.
    """
    barrier = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=10)
            return action()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions, timeout=60))
