"""What happened below articles after they were published: later edits, questions asked anyway."""

from datetime import timedelta
from typing import Final

from community.services.answers import edit_answer
from demo.loading.articles import find_article
from demo.loading.run import Run
from kb.services.feedback import record_failed_deflection

READING: Final = timedelta(minutes=4)


def load_living(run: Run) -> None:
    """Let authors edit answers that became articles, and readers ask what articles answer."""
    for edit in run.content.late_edits:
        answer = run.post_of(edit.answer)
        run.clock.set(run.ago(edit.when))
        body = f"{answer.body_markdown.rstrip()}\n\n{edit.add}"
        edit_answer(
            actor=answer.author,
            answer=answer,
            body=body,
            summary=edit.summary,
            version=answer.revision_count,
        )
    for entry in run.content.failed_deflections:
        question = run.question_of(entry.question)
        run.clock.set(question.created_at + READING)
        record_failed_deflection(article_id=find_article(entry.article).pk, question_id=question.pk)
