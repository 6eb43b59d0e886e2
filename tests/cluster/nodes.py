"""Three real nodes of OpenSearch in one Java process, built with Maven, on free ports."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Final, Self

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from search.engines.elasticsearch import connect

PROJECT: Final = Path(__file__).parent
NODES: Final = 3
JAVA_OPTIONS: Final = ("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
MEMORY: Final = Path("/dev/shm")
BUILD_SECONDS: Final = 240
START_SECONDS: Final = 240
COMMAND_SECONDS: Final = 60
HEAL_SECONDS: Final = 150
OLDEST_JAVA: Final = 17


class ClusterUnavailable(Exception):
    """This machine cannot build or start a cluster, and why."""


class Cluster:
    """Runs until `close`, or until the process that started it is gone."""

    def __init__(self, folder: Path, *, java_options: Sequence[str] = JAVA_OPTIONS) -> None:
        home, version = newest_java()
        with _alone():
            target = _built(home, version)
        ports = _free_ports(2 * NODES)
        self._http = ports[:NODES]
        pairs = [
            f"{http}:{inner}" for http, inner in zip(ports[:NODES], ports[NODES:], strict=True)
        ]
        self._log = (folder / "log").open("wb")
        self._data = Path(
            tempfile.mkdtemp(prefix="stoa-cluster-", dir=MEMORY if MEMORY.is_dir() else folder)
        )
        self._process = subprocess.Popen(
            [
                str(home / "bin" / "java"),
                *java_options,
                "-cp",
                f"{target / 'classes'}:{target / 'dependency'}/*",
                "stoa.Cluster",
                str(self._data),
                *pairs,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._said: Queue[str] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._stopped: set[int] = set()
        self._expect("ready", START_SECONDS)

    @property
    def urls(self) -> list[str]:
        """The URLs of all nodes."""
        return [f"http://127.0.0.1:{port}" for port in self._http]

    def client(self) -> Elasticsearch:
        """A patient client of all nodes."""
        return connect(self.urls).options(request_timeout=30, max_retries=3)

    def node_with_primary(self, index: str) -> int:
        """The node that holds the only primary shard of an index, counted from 0."""
        rows = self.client().cat.shards(index=index, format="json", h="prirep,node").body
        [name] = {row["node"] for row in rows if row["prirep"] == "p"}
        return int(str(name).rpartition(" ")[2]) - 1

    def stop_node(self, number: int) -> None:
        """One node is gone; it keeps its files."""
        self._command(f"stop {number}")
        self._stopped.add(number)

    def start_node(self, number: int) -> None:
        """It comes back with what it had."""
        self._command(f"start {number}")
        self._stopped.discard(number)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """All nodes accept connections and say nothing."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def heal(self, status: str = "green") -> Self:
        """All nodes run and know each other; with "green" all shards are where they should be."""
        for number in sorted(self._stopped):
            self.start_node(number)
        client = self.client()
        end = time.monotonic() + HEAL_SECONDS
        while time.monotonic() < end:
            try:
                health = client.cluster.health(
                    wait_for_nodes=str(NODES), wait_for_status=status, timeout="20s"
                )
            except (ApiError, TransportError):
                time.sleep(0.5)
                continue
            if not health["timed_out"]:
                return self
        raise TimeoutError(f"the cluster of the tests does not become {status}")

    def empty(self) -> None:
        """Remove all indices."""
        client = self.client()
        if names := list(client.indices.get(index="*", expand_wildcards="open,closed").body):
            client.indices.delete(index=names)

    def close(self) -> None:
        """End the process, in any case."""
        self._process.send_signal(signal.SIGCONT)
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self._data, ignore_errors=True)

    def _command(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()
        self._expect(f"done {line}", COMMAND_SECONDS)

    def _expect(self, wanted: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        try:
            while (line := self._said.get(timeout=max(0.0, end - time.monotonic()))) != wanted:
                if not line:
                    break
            else:
                return
        except Empty:
            line = ""
        self.close()
        raise ClusterUnavailable(f"the cluster did not say {wanted!r}: see {self._log.name}")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for raw in self._process.stdout:
            line = raw.decode(errors="replace").strip()
            if line.startswith("stoa: "):
                self._said.put(line.removeprefix("stoa: "))
        self._said.put("")


def check_cluster() -> None:
    """Raise ClusterUnavailable if this machine lacks what a cluster is built with."""
    newest_java()
    if shutil.which("mvn") is None:
        raise ClusterUnavailable("Maven is not installed")


def newest_java() -> tuple[Path, int]:
    """The home and version of the newest JDK here; STOA_TEST_JAVA_HOME names another one."""
    if chosen := os.environ.get("STOA_TEST_JAVA_HOME"):
        homes = [Path(chosen)]
    else:
        homes = [*Path("/usr/lib/jvm").glob("*"), Path(os.environ.get("JAVA_HOME", "/usr"))]
        if compiler := shutil.which("javac"):
            homes.append(Path(compiler).resolve().parent.parent)
    found = [(version, home) for home in homes if (version := _java_version(home)) >= OLDEST_JAVA]
    if not found:
        raise ClusterUnavailable(f"no JDK {OLDEST_JAVA} or newer is installed")
    version, home = max(found)
    return home, version


def _java_version(home: Path) -> int:
    compiler = home / "bin" / "javac"
    if not compiler.exists():
        return 0
    said = subprocess.run([compiler, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r"javac (\d+)", said.stdout + said.stderr)
    return int(found[1]) if found else 0


@contextmanager
def _alone() -> Iterator[None]:
    """Processes of one test run build one after the other."""
    folder = PROJECT / "target"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _built(home: Path, version: int) -> Path:
    """The folder of classes and libraries; built when it is missing or older than its sources."""
    target = PROJECT / "target" / f"java-{version}"
    done = target / "done"
    sources = [PROJECT / "pom.xml", *(PROJECT / "src").rglob("*.java")]
    if done.exists() and done.stat().st_mtime > max(one.stat().st_mtime for one in sources):
        return target
    maven = shutil.which("mvn")
    if maven is None:
        raise ClusterUnavailable("Maven is not installed")
    try:
        subprocess.run(
            [maven, "-B", "-q", "compile"],
            cwd=PROJECT,
            env={**os.environ, "JAVA_HOME": str(home)},
            capture_output=True,
            check=True,
            timeout=BUILD_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise ClusterUnavailable(f"Maven needs more than {BUILD_SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        lines = (error.stdout + error.stderr).decode(errors="replace").splitlines()
        reason = next((line for line in lines if "ERROR" in line), "no reason given")
        raise ClusterUnavailable(f"Maven fails: {reason[:300]}") from error
    done.touch()
    return target


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
