"""A relay in front of a server, which can be cut and joined: the server keeps what it has."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Relay:
    """Listens on a port of its own; while cut it refuses connections and drops open ones."""

    def __init__(self, target: str) -> None:
        self._target = _place(target)
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.connections = 0
        self._port = 0
        self.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def join(self, target: str = "") -> None:
        """Listen (again), perhaps in front of another server."""
        if target:
            self._target = _place(target)
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """Like a server that has died."""
        for one in filter(None, (self._listener, *self._open)):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self.connections += 1
                server = socket.create_connection(self._target)
                self._open += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or 80
