"""What the documentation names exists, and what exists is described."""

import pytest

from tests.app_names import ROOT
from tests.architecture.documentation import (
    Line,
    environment_names,
    job_names,
    lines_of,
    pages,
    problems_in,
)

README = ROOT / "README.md"
# Set by one part of the server for another, not by people.
INTERNAL = {"STOA_GREETING"}


def lines(text: str) -> list[Line]:
    return list(lines_of(README, text))


def problems(text: str) -> list[str]:
    return [problem for line in lines(text) for problem in problems_in(line)]


def test_names_paths_settings_commands_and_links_in_the_docs_exist() -> None:
    found = [
        problem for page in pages() for line in lines_of(page) for problem in problems_in(line)
    ]
    assert found == [], "\n" + "\n".join(found)


def test_every_setting_of_the_environment_is_described() -> None:
    text = (ROOT / "docs/administrators.md").read_text()
    assert {name for name in environment_names() - INTERNAL if f"`{name}`" not in text} == set()


def test_every_scheduled_job_is_described() -> None:
    text = (ROOT / "docs/operations.md").read_text()
    assert {name for name in job_names() if f"`{name}`" not in text} == set()


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    text = README.read_text()
    names = [f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")]
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize(
    "text",
    [
        "`kb.services.nothing`",
        "`core.jobs.register_nothing`",
        "`community.fly`",
        "`ExpertReviewTask.may_review`",
        "`core/nothing.py`",
        "`nowhere/nothing.py`",
        "`templates/nothing/`",
        "`moderation:nothing`",
        "`STOA_NOTHING`",
        "`make nothing`",
        "`manage.py nothing`",
        "the job `nothing`",
        "[a page](docs/nothing.md)",
        "[a heading](docs/api.md#nothing)",
        "```\nmake nothing\n```",
    ],
)
def test_the_test_sees_a_wrong_name_and_its_line(text: str) -> None:
    (problem,) = problems(f"First line.\n{text}")
    line = 3 if text.startswith("```") else 2
    assert problem.startswith(f"README.md:{line}: ")


@pytest.mark.parametrize(
    "text",
    [
        "`core.errors.DomainError`",
        "`community.vote_up`",
        "`Post.accepted_at`",
        "`wagtailcore.Page`",
        "`kb.yml`",
        "`core/jobs.py`",
        "`templates/notifications/kinds/<kind>.txt`",
        "`/kb/<section>/<article>/`",
        "`moderation:flag`",
        "`tag:tents`",
        "`STOA_ENV`",
        "`STOA_…`",
        "`make demo PORT=9000`",
        "`manage.py run_jobs --list`",
        "job `search_pending`",
        "[a heading](docs/api.md#the-api)",
        "make up your mind",
    ],
)
def test_the_test_accepts_what_exists(text: str) -> None:
    assert problems(text) == []
