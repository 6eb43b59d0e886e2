"""Pictures tell nobody where they were taken, and no stranger's host who looks at them."""

import re
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile

from accounts.models import User
from community.models import Post
from community.text import render_inline, render_markdown
from community.text.foreign_images import is_own_file, link_foreign_images
from config.security import BACK_OFFICE_POLICY, PUBLIC_POLICY
from core.image_metadata import strip_metadata
from tests.factories import kb
from tests.factories.community import answer, ask

SECRET: Final = b"Secret Street 5"
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


def photo(kind: str = "JPEG", *, orientation: int = 1, frames: int = 1) -> bytes:
    """Return a picture that is wider than high and says where it was taken."""
    exif = Pillow.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 0.0), 29: SECRET.decode()})
    options: dict[str, Any] = {"exif": exif, "comment": SECRET, "xmp": b"<x>" + SECRET + b"</x>"}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

        options["pnginfo"] = info = PngInfo()
        info.add_text("Comment", SECRET.decode(), zip=False)
    shown = [Pillow.effect_noise((90, 40), 60 + 40 * n).convert("RGB") for n in range(frames)]
    if kind == "GIF":
        del options["exif"]
    if frames > 1:
        options |= {"save_all": True, "append_images": shown[1:], "loop": 0, "duration": 50}
    out = BytesIO()
    shown[0].save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Pillow.Image:
    image = Pillow.open(BytesIO(content))
    image.load()
    return image


def in_library(content: bytes) -> Any:
    """Return a picture of the library."""
    image = get_image_model()(title="A tent", file=ContentFile(content, name="tent.jpg"))
    image.save()
    return image


SAMPLES: Final = {kind: photo(kind) for kind in FORMATS}


class TestMetadata:
    @pytest.mark.parametrize("kind", FORMATS)
    @pytest.mark.parametrize("orientation", [1, 3, 6, 8])
    def test_no_format_keeps_what_the_camera_wrote(self, kind: str, orientation: int) -> None:
        content = photo(kind, orientation=orientation)
        assert SECRET in content or kind == "AVIF"
        cleaned = strip_metadata(content)
        image = opened(cleaned)
        assert SECRET not in cleaned
        assert not image.getexif()
        turned = orientation in (6, 8) and kind != "GIF"
        assert image.size == ((40, 90) if turned else (90, 40))
        assert image.format == kind

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
    def test_what_stands_upright_is_not_drawn_anew(self, kind: str) -> None:
        content = photo(kind)
        assert opened(strip_metadata(content)).tobytes() == opened(content).tobytes()

    @pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
    def test_animations_still_move(self, kind: str) -> None:
        image = opened(strip_metadata(photo(kind, frames=3)))
        assert image.n_frames == 3  # type: ignore[attr-defined]

    def test_cleaning_twice_changes_nothing_more(self) -> None:
        for kind in ("JPEG", "PNG", "WEBP", "GIF"):
            cleaned = strip_metadata(photo(kind))
            assert strip_metadata(cleaned) == cleaned

    @given(st.binary(max_size=300), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), st.data())
    def test_what_no_program_can_read_is_an_error_of_nobody(
        self, junk: bytes, kind: str, data: Any
    ) -> None:
        content = SAMPLES[kind]
        cut = data.draw(st.integers(0, len(content)))
        assert isinstance(strip_metadata(content[:cut] + junk), bytes)
        assert strip_metadata(junk) == junk


@pytest.mark.django_db
class TestStorage:
    def test_whatever_saves_a_picture_saves_it_clean(self) -> None:
        name = default_storage.save("anything/photo.bin", ContentFile(photo(orientation=6)))
        with default_storage.open(name) as file:
            assert SECRET not in file.read()
        text = default_storage.save("anything/a.txt", ContentFile(SECRET))
        with default_storage.open(text) as file:
            assert file.read() == SECRET

    def test_originals_renditions_and_their_sizes(self) -> None:
        image = in_library(photo(orientation=6))
        image.refresh_from_db()
        assert (image.width, image.height) == (40, 90)
        rendition = image.get_rendition("width-20")
        for file in (image.file, rendition.file):
            with file.open("rb") as content:
                assert SECRET not in content.read()

    def test_uploads_in_the_cms_and_avatars(
        self, admin: User, client_of: Callable[[User], Client]
    ) -> None:
        browser = client_of(admin)
        upload = SimpleUploadedFile("a.jpg", photo(orientation=8), "image/jpeg")
        browser.post("/cms/images/add/", {"title": "A tent", "file": upload})
        image = get_image_model().objects.get()
        assert (image.width, image.height) == (40, 90)
        assert SECRET not in Path(image.file.path).read_bytes()
        profile = UserProfile.get_for_user(admin)
        profile.avatar.save("me.jpg", ContentFile(photo()))
        assert SECRET not in Path(profile.avatar.path).read_bytes()

    def test_pictures_from_before_are_cleaned_by_a_command(self, capsys: Any) -> None:
        image = in_library(photo())
        Path(image.file.path).write_bytes(photo(orientation=6))
        call_command("strip_pictures")
        call_command("strip_pictures")
        image.refresh_from_db()
        assert SECRET not in Path(image.file.path).read_bytes()
        assert (image.width, image.height) == (40, 90)
        assert capsys.readouterr().out.split("\n")[:2] == [
            "1 pictures cleaned",
            "0 pictures cleaned",
        ]


ELSEWHERE: Final = "https://spy.example/pixel.png?who=1&b=2"


class TestOtherSites:
    @pytest.mark.parametrize("policy", [PUBLIC_POLICY, BACK_OFFICE_POLICY])
    def test_pages_may_load_pictures_from_here_only(self, policy: str) -> None:
        [sources] = re.findall(r"img-src ([^;]+)", policy)
        assert set(sources.split()) <= {"'self'", "data:", "blob:"}

    @pytest.mark.parametrize(
        "markdown",
        [
            f"![a map]({ELSEWHERE})",
            f"![a map][1]\n\n[1]: {ELSEWHERE}",
            f"| ![a map]({ELSEWHERE}) |\n|--|\n| x |",
            f'- ![a map]({ELSEWHERE} "title > \' here")',
            f"![a map]({ELSEWHERE.replace('https', 'HTTPS')})",
            f"[![a map]({ELSEWHERE})](/questions/)",
            f"> ![a map]({ELSEWHERE})",
        ],
    )
    @pytest.mark.parametrize("render", [render_markdown, render_inline])
    def test_a_picture_elsewhere_is_a_link(self, render: Any, markdown: str) -> None:
        rendered = render(markdown)
        soup = BeautifulSoup(rendered.html, "html.parser")
        assert not soup.find("img")
        assert "a map" in rendered.text
        link = soup.find("a")
        assert link is None or not link.find("a")
        if link is not None and "](/questions/)" not in markdown and render is render_markdown:
            assert str(link["href"]).lower() == ELSEWHERE
            assert "nofollow" in str(link["rel"])

    @pytest.mark.parametrize(
        ("url", "own"),
        [
            ("/media/a.png", True),
            ("http://testserver/media/a.png", True),
            ("http://testserver.evil.example/media/a.png", False),
            ("//evil.example/media/a.png", False),
            ("https://evil.example/media/a.png", False),
            ("", False),
        ],
    )
    def test_what_is_ours(self, url: str, own: bool) -> None:
        assert is_own_file(url) is own

    def test_only_pictures_elsewhere_are_changed(self) -> None:
        own = (
            '<p>a &lt;img&gt; <img src="/media/a.png" alt="x"> b</p><pre>&lt;img src="y"&gt;</pre>'
        )
        assert link_foreign_images(own) == own

    @given(st.text(alphabet="<>ia mgsrc='\"=/\\htp:&;", max_size=60))
    def test_no_mixture_of_signs_leaves_a_picture_of_elsewhere(self, junk: str) -> None:
        html = link_foreign_images(f'{junk}<p><img alt="x" src="{ELSEWHERE}"></p>')
        if not junk:
            assert "<img" not in html

    @pytest.mark.django_db
    def test_what_was_drawn_before_is_changed_by_the_migration(self) -> None:
        old = answer()
        html = f'<p>See <img alt="a &gt; map" loading="lazy" src="{ELSEWHERE}"> it</p>'
        Post.objects.filter(pk=old.pk).update(body_html=html)
        migration = import_module("community.migrations.0007_link_foreign_images")
        migration.link_images(apps, None)
        old.refresh_from_db()
        assert "<img" not in old.body_html
        assert 'href="https://spy.example/pixel.png?who=1&amp;b=2"' in old.body_html
        assert "a &gt; map" in old.body_html

    @pytest.mark.django_db
    def test_articles_and_threads_show_links_instead(self) -> None:
        article = kb.article(body_markdown=f"Look at it.\n\n![a map]({ELSEWHERE})\n\nThen go.")
        question = ask(body=f"What is on this map, and where is it? ![a map]({ELSEWHERE})")
        for page in (article, question):
            html = Client().get(page.get_absolute_url()).content.decode()
            soup = BeautifulSoup(html, "html.parser")
            assert not [img for img in soup.find_all("img") if "spy.example" in str(img)]
            assert soup.find("a", href=ELSEWHERE)
