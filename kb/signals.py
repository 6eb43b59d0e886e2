"""What happened in the knowledge base, for the apps above it.

All are sent inside the transaction that made the change, with ids only; receivers there may
write rows of the same database and leave everything else to tasks.
"""

from typing import Final

from django.dispatch import Signal

promotion_proposed: Final = Signal()  # promotion_id, post_id, proposed_by_id
promotion_decided: Final = Signal()  # promotion_id, post_id, decision, actor_id
promotion_published: Final = Signal()  # promotion_id, post_id, article_id, author_id, kind

article_published: Final = Signal()  # article_id; also for each later publication
article_unpublished: Final = Signal()  # article_id; also when the article is deleted
article_changed: Final = Signal()  # article_id; URL, verification or open checks changed

article_revised: Final = Signal()  # article_id, change_id, weight; a later version went live
article_drifted: Final = Signal()  # task_id, article_id, cause; a task opened or changed its cause
article_doubted: Final = Signal()  # check_id, article_id, reason; the site itself found a reason

# The review of a draft: of an article, a shared text, or a section or front page that waits.
draft_submitted: Final = Signal()  # task_state_id, actor_id or None; a step of its review began
draft_reviewed: Final = Signal()  # task_state_id, actor_id, action, comment, editor_ids; it is over
review_overdue: Final = Signal()  # task_state_id

article_feedback_recorded: Final = Signal()  # article_id, helpful
article_feedback_handled: Final = Signal()  # feedback_id, actor_id, state

knowledge_imported: Final = Signal()  # source; many articles have arrived, see kb.services.bulk
