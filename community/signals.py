"""What happened in the forum, told to whoever listens.

Services send these inside their transaction, with `sender` the model class and ids only.
A receiver may write rows of the same database; everything else goes to a task.
A receiver that raises undoes the whole change.
"""

from django.dispatch import Signal

question_asked = Signal()
"""question_id, post_id, author_id, read_article_id: what the author had read in vain, or None"""

answer_posted = Signal()
"""question_id, post_id, author_id"""

comment_posted = Signal()
"""comment_id, post_id, question_id, author_id"""

comment_changed = Signal()
"""comment_id, post_id, question_id, actor_id, old_state, new_state, reason

Equal states tell of an edit. Without `actor_id` the system did it.
"""

post_edited = Signal()
"""post_id, question_id, editor_id, revision_number"""

post_state_changed = Signal()
"""post_id, question_id, actor_id, old_state, new_state, reason

Without `actor_id` the system did it. Equal states tell of a new reason: a moderator confirmed it.
"""

post_wiki_changed = Signal()
"""post_id, question_id, actor_id"""

vote_changed = Signal()
"""vote_id, post_id, question_id, author_id, voter_id, old_value, new_value, kind

A value of 0 stands for no vote; `kind` is that of the post.
"""

answer_accepted = Signal()
"""question_id, post_id, author_id, actor_id"""

answer_unaccepted = Signal()
"""question_id, post_id, author_id, actor_id"""

question_closed = Signal()
"""question_id, actor_id"""

question_reopened = Signal()
"""question_id, actor_id"""

question_locked = Signal()
"""question_id, actor_id"""

question_unlocked = Signal()
"""question_id, actor_id"""

question_retagged = Signal()
"""question_id, actor_id"""

tag_changed = Signal()
"""tag_id, merged_id (a tag that became its synonym, or None), question_ids: its name changed, or
what another tag marked carries this one now"""

question_language_changed = Signal()
"""question_id, actor_id"""

users_mentioned = Signal()
"""post_id, comment_id (or None), question_id, actor_id, user_ids, is_edit

In an edit these are the people whom the text did not mention before.
"""

thread_read = Signal()
"""question_id, post_ids (those that were shown), reader: the person of the request"""

community_imported = Signal()
"""source: a whole community was written at once; derived stores rebuild what they hold"""
