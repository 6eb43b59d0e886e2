"""A server behind TLS that wants to know who asks."""

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.services.searching import describe_problem
from tests.factories import community as forum
from tests.factories.search import build_index
from tests.search.guard import Guard, make_certificate

pytestmark = pytest.mark.django_db

PASSWORD = "open sesame@home"
BASIC = "Basic " + base64.b64encode(f"stoa:{PASSWORD}".encode()).decode()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two authorities, each of which is its own server's certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificates")
    return make_certificate(folder, "ours"), make_certificate(folder, "theirs")


@pytest.fixture
def guard(search_url, certificates, settings) -> Iterator[Guard]:
    """The site uses a server behind this door, and has the key and the authority."""
    guard = Guard(search_url, certificates[0], {BASIC, "ApiKey c2VzYW1l"})
    settings.STOA_SEARCH_URL = f"https://localhost:{guard.port}"
    settings.STOA_SEARCH_API_KEY = "c2VzYW1l"
    settings.STOA_SEARCH_CA_FILE = str(certificates[0])
    yield guard
    guard.stop()


def answer(client) -> dict:
    response = client.get("/api/v1/search", {"q": "tents"})
    assert response.status_code == 200
    return response.json()


def test_an_api_key_opens_the_door(client, guard):
    forum.ask(title="The zip of my tent is stuck")
    build_index()
    assert answer(client)["degraded"] is False
    assert describe_problem() == ""
    call_command("search_verify")


def test_a_name_and_a_password_open_it_too(client, guard, settings):
    settings.STOA_SEARCH_API_KEY = ""
    password = PASSWORD.replace("@", "%40").replace(" ", "%20")
    settings.STOA_SEARCH_URL = f"https://stoa:{password}@localhost:{guard.port}"
    forum.ask(title="The zip of my tent is stuck")
    build_index()
    assert answer(client)["degraded"] is False


def test_a_certificate_of_somebody_else_is_not_trusted(client, guard, settings, certificates):
    settings.STOA_SEARCH_CA_FILE = str(certificates[1])
    assert answer(client)["degraded"] is True
    assert "certificate is not trusted" in describe_problem()
    with pytest.raises(CommandError, match="STOA_SEARCH_CA_FILE"):
        call_command("search_verify")
    settings.STOA_SEARCH_CA_FILE = ""
    assert "certificate is not trusted" in describe_problem()


def test_a_wrong_key_is_named_as_the_reason(client, guard, settings):
    settings.STOA_SEARCH_API_KEY = "d3Jvbmc="
    assert answer(client)["degraded"] is True
    with pytest.raises(CommandError, match="STOA_SEARCH_API_KEY") as caught:
        call_command("search_sync")
    assert "d3Jvbmc" not in str(caught.value)


def test_tls_where_there_is_none_is_named_as_the_reason(client, search_url, settings):
    settings.STOA_SEARCH_URL = search_url.replace("http:", "https:")
    assert answer(client)["degraded"] is True
    assert "does not speak TLS" in describe_problem()
