"""A door in front of a search server: TLS with a certificate of its own, and only for who may."""

import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import urllib3


class Guard:
    """Passes on what carries one of these `Authorization` headers, and answers 401 otherwise."""

    def __init__(self, target: str, certificate: Path, accepted: set[str]) -> None:
        http = urllib3.PoolManager()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                if self.headers.get("authorization") not in accepted:
                    self._say(401, {}, b'{"error": {"type": "security_exception"}, "status": 401}')
                    return
                kept = ("content-type", "accept")
                headers = {k: v for k, v in self.headers.items() if k.lower() in kept}
                answer = http.request(
                    self.command, target + self.path, body=body or None, headers=headers
                )
                self._say(answer.status, dict(answer.headers), answer.data)

            do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

            def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name in ("content-type", "x-elastic-product"):
                    if value := {k.lower(): v for k, v in headers.items()}.get(name):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.port = self._server.server_port

    def stop(self) -> None:
        """No more connections."""
        self._server.shutdown()
        self._server.server_close()


def make_certificate(folder: Path, name: str) -> Path:
    """A certificate that signs itself, for localhost and 127.0.0.1; its key lies beside it."""
    certificate = folder / f"{name}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={name}"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", str(certificate.with_suffix(".key")), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate
