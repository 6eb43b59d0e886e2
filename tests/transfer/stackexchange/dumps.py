"""A small dump for tests, in our own words, with every oddity that real ones have."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

Rows = Sequence[Mapping[str, object]]

DAY_ONE: Final = "2020-01-01T10:00:00.000"
DAY_TWO: Final = "2020-01-02T10:00:00.120"
DAY_THREE: Final = "2020-01-03T10:00:00"
VOTE_DAY: Final = "2020-01-04T00:00:00.000"

USERS: Final[Rows] = (
    {"Id": -1, "DisplayName": "Community", "CreationDate": DAY_ONE},
    {
        "Id": 5,
        "DisplayName": "Ola  Nowak",
        "CreationDate": DAY_ONE,
        "Location": "Gdynia",
        "AboutMe": "<p>I sew <b>tents</b>.</p>",
        "WebsiteUrl": "https://ola.example/",
    },
    {"Id": 6, "DisplayName": "Ola Nowak", "CreationDate": DAY_TWO, "WebsiteUrl": "javascript:x"},
    {"Id": 7, "DisplayName": "…", "CreationDate": DAY_TWO, "SomethingNew": "from the future"},
)
TAGS: Final[Rows] = (
    {"Id": 1, "TagName": "tents", "Count": 2, "ExcerptPostId": 901, "WikiPostId": 902},
    {"Id": 2, "TagName": "status-done", "Count": 0, "IsModeratorOnly": "True"},
)
POSTS: Final[Rows] = (
    {
        "Id": 30,
        "PostTypeId": 2,
        "ParentId": 50,
        "OwnerUserId": 6,
        "Score": 2,
        "CreationDate": DAY_THREE,
        "LastActivityDate": DAY_THREE,
        "Body": "<p>Stands <em>before</em> its question.</p>",
    },
    {
        "Id": 50,
        "PostTypeId": 1,
        "OwnerUserId": 5,
        "Score": 3,
        "ViewCount": 40,
        "CreationDate": DAY_ONE,
        "AcceptedAnswerId": 30,
        "Title": "How do I dry a tent?",
        "Tags": "<tents><care>",
        "LastEditDate": DAY_TWO,
        "LastEditorUserId": 6,
        "LastActivityDate": DAY_TWO,
        "AnswerCount": 2,
        "CommentCount": 1,
        "Body": '<p>It is wet.</p>\n\n<pre class="lang-py"><code>dry(tent)\n</code></pre>\n',
    },
    {
        "Id": 51,
        "PostTypeId": 1,
        "OwnerDisplayName": "gone",
        "Score": -1,
        "CreationDate": DAY_TWO,
        "Title": "Is a wet tent a problem?",
        "Tags": "|tents|",
        "ClosedDate": DAY_THREE,
        "AcceptedAnswerId": 999,
        "Body": "<p>Is it?</p>",
    },
    {
        "Id": 52,
        "PostTypeId": 2,
        "ParentId": 50,
        "Score": 0,
        "CreationDate": DAY_TWO,
        "CommunityOwnedDate": DAY_TWO,
        "OwnerUserId": 77,
        "Body": "<p>Hang it up.</p><iframe src=film.html></iframe>",
    },
    {"Id": 53, "PostTypeId": 2, "ParentId": 998, "CreationDate": DAY_TWO, "Body": "<p>Lost</p>"},
    {"Id": 54, "PostTypeId": 1, "CreationDate": "yesterday", "Title": "When?", "Body": "<p>?</p>"},
    {"Id": 55, "PostTypeId": 6, "CreationDate": DAY_TWO, "Body": "<p>Elect me</p>"},
    {"Id": 902, "PostTypeId": 5, "CreationDate": DAY_TWO, "Body": "<p>All about tents.</p>"},
    {"Id": 901, "PostTypeId": 4, "CreationDate": DAY_TWO, "Body": "Shelters of cloth"},
)
VOTES: Final[Rows] = (
    *({"Id": n, "PostId": 50, "VoteTypeId": 2, "CreationDate": VOTE_DAY} for n in range(1, 5)),
    {"Id": 5, "PostId": 50, "VoteTypeId": 3, "CreationDate": VOTE_DAY},
    {"Id": 6, "PostId": 30, "VoteTypeId": 1, "CreationDate": VOTE_DAY},
    {"Id": 7, "PostId": 52, "VoteTypeId": 1, "CreationDate": VOTE_DAY},
    {"Id": 8, "PostId": 30, "VoteTypeId": 2, "CreationDate": VOTE_DAY},
    {"Id": 9, "PostId": 997, "VoteTypeId": 2, "CreationDate": VOTE_DAY},
    {"Id": 10, "PostId": 50, "VoteTypeId": 10, "CreationDate": VOTE_DAY},
    {"Id": 11, "PostId": 50, "VoteTypeId": 5, "UserId": 6, "CreationDate": VOTE_DAY},
)
COMMENTS: Final[Rows] = (
    {
        "Id": 1,
        "PostId": 50,
        "UserId": 6,
        "Score": 2,
        "CreationDate": DAY_TWO,
        "Text": "Which *model* is it? `<b>`",
    },
    {"Id": 2, "PostId": 30, "UserDisplayName": "gone", "CreationDate": DAY_THREE, "Text": "Ta!"},
    {"Id": 3, "PostId": 901, "UserId": 5, "CreationDate": DAY_THREE, "Text": "On a tag text"},
)
_FIRST: Final = {"PostId": 50, "RevisionGUID": "a", "CreationDate": DAY_ONE, "UserId": 5}
HISTORY: Final[Rows] = (
    {**_FIRST, "Id": 1, "PostHistoryTypeId": 2, "Text": "It is weet.\r\n"},
    {**_FIRST, "Id": 2, "PostHistoryTypeId": 1, "Text": "How do I dry a tent?"},
    {**_FIRST, "Id": 3, "PostHistoryTypeId": 3, "Text": "<tents>"},
    {
        "Id": 4,
        "PostHistoryTypeId": 2,
        "PostId": 30,
        "RevisionGUID": "b",
        "UserId": 6,
        "CreationDate": DAY_THREE,
        "Text": "Stands *before* its question.",
    },
    {
        "Id": 5,
        "PostHistoryTypeId": 5,
        "PostId": 50,
        "RevisionGUID": "c",
        "UserId": 6,
        "CreationDate": DAY_TWO,
        "Comment": "typo",
        "Text": "It is wet.\n\n    dry(tent)",
    },
    {
        "Id": 6,
        "PostHistoryTypeId": 6,
        "PostId": 50,
        "RevisionGUID": "c",
        "UserId": 6,
        "CreationDate": DAY_TWO,
        "Comment": "typo",
        "Text": "<tents><care>",
    },
    {
        "Id": 7,
        "PostHistoryTypeId": 10,
        "PostId": 51,
        "RevisionGUID": "d",
        "CreationDate": DAY_THREE,
        "Comment": "101",
        "Text": '{"Voters":[{"Id":5,"DisplayName":"Ola Nowak"}]}',
    },
    {
        "Id": 8,
        "PostHistoryTypeId": 16,
        "PostId": 52,
        "RevisionGUID": "e",
        "UserId": -1,
        "CreationDate": DAY_TWO,
    },
)
LINKS: Final[Rows] = (
    {"Id": 1, "PostId": 51, "RelatedPostId": 50, "LinkTypeId": 3, "CreationDate": DAY_THREE},
    {"Id": 2, "PostId": 52, "RelatedPostId": 51, "LinkTypeId": 1, "CreationDate": DAY_THREE},
    {"Id": 3, "PostId": 50, "RelatedPostId": 996, "LinkTypeId": 1, "CreationDate": DAY_THREE},
    {"Id": 4, "PostId": 50, "RelatedPostId": 52, "LinkTypeId": 1, "CreationDate": DAY_THREE},
)
BADGES: Final[Rows] = (
    {"Id": 1, "UserId": 5, "Name": "Autobiographer", "Date": DAY_ONE, "TagBased": "False"},
    {"Id": 2, "UserId": 6, "Name": "Yearling", "Date": DAY_ONE, "TagBased": "False"},
    {"Id": 3, "UserId": 995, "Name": "Autobiographer", "Date": DAY_ONE},
)
FILES: Final[Mapping[str, tuple[str, Rows]]] = {
    "Users.xml": ("users", USERS),
    "Tags.xml": ("tags", TAGS),
    "Posts.xml": ("posts", POSTS),
    "Votes.xml": ("votes", VOTES),
    "Comments.xml": ("comments", COMMENTS),
    "PostHistory.xml": ("posthistory", HISTORY),
    "PostLinks.xml": ("postlinks", LINKS),
    "Badges.xml": ("badges", BADGES),
}


def write_file(folder: Path, name: str, rows: Rows) -> Path:
    """Write one file of a dump as the real ones are: BOM, one row a line, all in attributes."""
    root = FILES[name][0]
    lines = [
        "  <row "
        + " ".join(
            f"{key}={quoteattr(str(value), {chr(10): '&#xA;'})}" for key, value in row.items()
        )
        + " />"
        for row in rows
    ]
    head = ['\ufeff<?xml version="1.0" encoding="utf-8"?>', f"<{root}>"]
    path = folder / name
    path.write_text("\n".join([*head, *lines, f"</{root}>\n"]), encoding="utf-8")
    return path


def write_dump(folder: Path, **replaced: Rows) -> Path:
    """Write the whole dump; `Votes=[…]` gives a file other rows."""
    folder.mkdir(exist_ok=True)
    for name, (_root, rows) in FILES.items():
        write_file(folder, name, replaced.get(name.removesuffix(".xml"), rows))
    return folder
