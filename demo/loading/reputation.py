"""Points and badges, derived by the ledger's own rebuild, and the open reports."""

from django.db.models import Max

from community.models import Post, Vote
from demo.loading.content import FlagText
from demo.loading.run import Run
from gamification.models import BadgeAward
from gamification.services.badges import rebuild_badges
from gamification.services.reconcile import rebuild_ledger
from moderation.services.flags import flag_comment, flag_post


def load_flags(run: Run) -> None:
    """Reports that wait in the queue."""
    for flag in run.content.flags:
        run.clock.set(run.ago(flag.ago))
        _raise(run, flag)


def _raise(run: Run, flag: FlagText) -> None:
    question = run.question_of(flag.target)
    reporter = run.person(flag.by)
    if not flag.comment:
        flag_post(actor=reporter, post=question.post, reason=flag.reason, note=flag.note)
        return
    thread = next(thread for thread in run.content.threads if thread.slug == flag.target)
    comments = [entry for entry in thread.entries if entry.kind == "comment"]
    body = comments[flag.comment - 1].body
    comment = next(
        comment for post in question.posts.all() for comment in post.comments.filter(body=body)
    )
    flag_comment(actor=reporter, comment=comment, reason=flag.reason, note=flag.note)


def load_reputation(run: Run) -> None:
    """Write ledger and badges anew, and date each badge to what earned it."""
    run.clock.set(run.today)
    rebuild_ledger()
    rebuild_badges(is_quiet=True)
    _date_badges(run)


def _date_badges(run: Run) -> None:
    """Date a badge to the middle of the time in which it was earned.

    The recount knows what is true today, not since when: some time between a post and its last
    vote, or between a person's arrival and their last post.
    """
    voted = dict(Vote.objects.values_list("post").annotate(last=Max("created_at")))
    wrote = dict(Post.objects.values_list("author").annotate(last=Max("created_at")))
    awards = list(BadgeAward.objects.select_related("user", "post"))
    for award in awards:
        if award.post is None:
            began, ended = award.user.date_joined, wrote.get(award.user_id)
        else:
            began, ended = award.post.created_at, voted.get(award.post_id)
        award.awarded_at = began + ((ended or began) - began) / 2
    BadgeAward.objects.bulk_update(awards, ["awarded_at"])
