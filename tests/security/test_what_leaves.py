"""What leaves as a table, a health answer or a kept page gives nothing away and harms nobody."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.cache import caches
from django.http import HttpRequest
from django.test import Client, RequestFactory
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from accounts.models import User
from community.models import Question
from core import page_cache, redis_cache
from core.page_store import BoundedCache
from core.redis_cache import ForgivingRedisCache
from core.spreadsheets import plain_cell
from kb.services.feedback import record_failed_deflection
from tests.app_names import APPS
from tests.factories import kb
from tests.factories.community import ask
from tests.security.test_one_sign_in import all_paths, view_at

pytestmark = pytest.mark.django_db

FORMULAS: Final = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1")


class TestCells:
    @pytest.mark.parametrize("text", FORMULAS)
    def test_no_cell_begins_what_a_program_would_run(self, text: str) -> None:
        assert plain_cell(text, is_csv=False) == f"'{text}"
        assert plain_cell(text)[0] == "'"

    @pytest.mark.parametrize("end", [";", "; ", "\t", "|", "\n", "\r\n"])
    def test_no_part_of_a_cell_begins_one_where_another_sign_ends_cells(self, end: str) -> None:
        assert plain_cell(f"Zip{end}=1+1") == f"Zip{end.rstrip(' ')}'{end[1:].lstrip(chr(10))}=1+1"

    @pytest.mark.parametrize("value", ["Zip = stuck", "a-b", "", 5, -5, None, "https://a.example"])
    def test_other_cells_stay_as_they_are(self, value: object) -> None:
        assert plain_cell(value) == value

    def test_every_export_of_the_site_writes_through_the_one_guard(self) -> None:
        assert list(all_paths())  # which loads every view
        exports = {cls for cls in subclasses(SpreadsheetExportMixin) if cls.list_export}
        assert len(exports) >= 8
        for export in exports:
            assert export.preprocess_field_value.is_guarded, export
            assert "write_csv_row" not in vars(export), export
            assert "generate_xlsx_row" not in vars(export), export

    def test_no_report_lets_a_formula_out(
        self, admin: User, client_of: Callable[[User], Client]
    ) -> None:
        make_formulas(admin)
        browser = client_of(admin)
        seen, wrong = 0, []
        for path in sorted({path for path in all_paths() if path.startswith("/cms/")}):
            if not issubclass(view_class_at(path), SpreadsheetExportMixin):
                continue
            for kind, cells_of in (("csv", csv_cells), ("xlsx", xlsx_cells)):
                answer = browser.get(path, {"export": kind})
                if "attachment" not in answer.headers.get("Content-Disposition", ""):
                    continue
                cells = cells_of(b"".join(answer.streaming_content))
                seen += sum("cmd|calc" in cell for cell in cells)
                wrong += [(path, kind, c) for c in cells if c.startswith(("=", "+", "-", "@"))]
        assert wrong == []
        assert seen > 4


def subclasses(cls: type) -> Iterator[Any]:
    for child in cls.__subclasses__():
        yield child
        yield from subclasses(child)


def view_class_at(path: str) -> type:
    view = view_at(path)
    while view is not None:
        found = getattr(view, "view_class", None)
        if isinstance(found, type):
            return found
        view = getattr(view, "__wrapped__", None)
    return object


def make_formulas(admin: User) -> None:
    """Write a formula wherever people name things."""
    formula = "=cmd|calc!A1"
    article = kb.article(title=f"{formula} and a tent;{formula};\t{formula}|{formula}")
    question = ask(title=f"{formula} why is that so?")
    record_failed_deflection(article_id=article.pk, question_id=question.pk)
    User.objects.filter(pk=admin.pk).update(first_name=formula, last_name=formula)
    Question.objects.update(title=formula)


def csv_cells(content: bytes) -> list[str]:
    """The cells, by whatever sign a program takes for the end of one: Excel asks the country."""
    text = content.decode()
    tables = [csv.reader(io.StringIO(text), delimiter=sign) for sign in ",;\t|"]
    return [cell for table in tables for row in table for cell in row]


def xlsx_cells(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/")]
    assert not any("<f>" in part for part in parts)
    return [cell for part in parts for cell in re.findall(r"<t[^>]*>([^<]*)</t>", part)]


class TestProbes:
    def test_a_container_is_alive_by_any_name(self, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["community.example.com"]
        for path in ("/healthz", "/readyz"):
            answer = Client(HTTP_HOST="10.1.2.3:8000").get(path)
            assert (path, answer.status_code) == (path, 200)
        assert Client(HTTP_HOST="10.1.2.3:8000").get("/").status_code == 400

    @pytest.fixture(autouse=True)
    def _base(self, settings: Any) -> None:
        settings.STOA_BASE_URL = "https://community.example.com"

    def test_strangers_hear_whether_and_not_why(
        self, settings: Any, admin: User, user: User, client_of: Callable[[User], Client]
    ) -> None:
        settings.STOA_SEARCH_URL = "http://secret-host:1"
        for stranger in (Client(), client_of(user)):
            assert stranger.get("/readyz").json() == {"ready": True}
            assert stranger.get("/metrics").status_code == 404
        assert "search" in client_of(admin).get("/readyz").json()["failing"]
        assert client_of(admin).get("/metrics").status_code == 200

    @pytest.mark.parametrize(
        ("proxies", "sender", "forwarded", "told"),
        [
            (0, "10.0.0.9", "", True),
            (0, "::ffff:10.0.0.9", "", True),
            (0, "10.0.0.9", "8.8.8.8", False),  # a proxy that nobody told us of
            (0, "8.8.8.8", "10.0.0.9", False),
            (1, "10.0.0.9", "8.8.8.8", False),
            (1, "8.8.8.8", "10.0.0.9", True),
        ],
    )
    def test_allowed_networks_hear_all(
        self, settings: Any, proxies: int, sender: str, forwarded: str, told: bool
    ) -> None:
        settings.STOA_MONITORING_NETWORKS = ["10.0.0.0/8"]
        settings.STOA_PROXY_COUNT = proxies
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        browser = Client(REMOTE_ADDR=sender, headers=headers)
        assert ("failing" in browser.get("/readyz").json()) is told
        assert (browser.get("/metrics").status_code == 200) is told


@pytest.fixture
def redis_away(settings: Any) -> Iterator[None]:
    """Configure a Redis that does not answer, as a production site has one."""
    away = {
        "BACKEND": "core.redis_cache.ForgivingRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
    settings.CACHES = settings.CACHES | {"default": away}
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    yield
    redis_cache._outages.clear()


class TestWithoutTheCacheServer:
    def test_pages_are_answered_and_people_stay_signed_in(
        self, redis_away: None, settings: Any, user: User, tmp_path: Path
    ) -> None:
        settings.STOA_RATE_LIMITS = "on"
        settings.STOA_PAGE_CACHE_SECONDS = 60
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for path in ("/healthz", "/", "/questions/", "/search/?q=tent", "/accounts/login/"):
            assert (path, Client().get(path).status_code) == (path, 200)
        assert browser.get("/accounts/profile/").status_code == 200
        statuses = [Client().get("/search/?q=tent").status_code for _ in range(15)]
        assert statuses[-1] == 429

    def test_no_page_is_kept_while_nobody_knows_what_was_written(
        self, redis_away: None, settings: Any
    ) -> None:
        settings.STOA_PAGE_CACHE_SECONDS = 60
        url = ask().get_absolute_url()
        assert Client().get(url).status_code == 200
        Question.objects.update(title="Freed at last")
        assert b"Freed at last" in Client().get(url).content

    def test_every_way_of_asking_is_a_miss(self, redis_away: None) -> None:
        cache = caches["default"]
        assert isinstance(cache, ForgivingRedisCache)
        assert cache.get("a", "none") == "none"
        assert cache.add("a", 1) is False
        assert cache.set("a", 1) is None
        assert cache.touch("a") is False
        assert cache.delete("a") is False
        assert cache.get_many(["a"]) == {}
        assert cache.set_many({"a": 1}) == []
        assert "a" not in cache
        assert cache.get_or_set("a", lambda: 7) == 7
        cache.delete_many(["a"])
        cache.clear()
        with pytest.raises(ValueError, match="not found"):
            cache.incr("a")


class TestKeptPages:
    @pytest.fixture
    def cached(self, settings: Any, tmp_path: Path) -> None:
        settings.STOA_PAGE_CACHE_SECONDS, settings.DATA_DIR = 60, tmp_path
        caches["pages"].clear()

    def test_made_up_parameters_are_neither_kept_nor_shown(self, cached: None) -> None:
        for number in range(40):
            page = Client().get(f"/questions/?sort=newest&x{number}=y{number}&utm_source={number}")
            assert f"x{number}".encode() not in page.content
        assert len(caches["pages"].store.entries) == 1

    def test_parameters_of_pages_tell_them_apart(self, cached: None) -> None:
        for query in ("", "?sort=newest", "?sort=votes", "?sort=votes&page=zzz"):
            Client().get(f"/questions/{query}")
        assert len(caches["pages"].store.entries) >= 3

    def test_the_bound_is_in_bytes(self) -> None:
        store = BoundedCache("bound", {"OPTIONS": {"MAX_BYTES": 100_000}})
        for number in range(100):
            store.set(str(number), ("stamp", b"x" * 8_000, {}, None), 60)
        assert store.store.size <= 100_000
        assert store.get("99") is not None
        assert store.get("0") is None
        store.set("large", ("stamp", b"x" * 50_000, {}, None), 60)
        assert store.get("large") is None
        store.delete("99")
        store.clear()
        assert store.store.size == 0

    def test_every_parameter_that_a_public_page_reads_is_known(self) -> None:
        reading = re.compile(r"""GET(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']""")
        closed = ("moderation", "notifications", "kb/cms", "search/cms", "config")
        own = {"next", "state", "t", "answer", "language", "section"}  # pages that are never kept
        read = {
            name
            for app in APPS
            for path in Path(app).rglob("*.py")
            if not str(path).startswith(closed)
            for name in reading.findall(path.read_text())
        }
        assert read - own <= page_cache._parameters

    def test_queries_are_read_as_django_reads_them(self) -> None:
        request: HttpRequest = RequestFactory().get("/", {"q": "c++ & ä", "zz": "1", "page": ""})
        page_cache.leave_known_parameters(request)
        assert request.GET.dict() == {"q": "c++ & ä", "page": ""}
