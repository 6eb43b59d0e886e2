"""URLs of a community that was imported: old links still arrive."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from community.enums import PostKind
from community.models import Post, Question
from community.selectors.legacy import find_legacy_url


@require_safe
def redirect_question(request: HttpRequest, old_id: int, rest: str = "") -> HttpResponse:
    """Lead to the question that had this number where it came from, or has it here."""
    if url := find_legacy_url(old_id=old_id, reader=request.user, kind=PostKind.QUESTION):
        return redirect(url, permanent=True)
    question = Question.objects.visible_to(request.user).filter(pk=old_id).first()
    if question is None:
        raise Http404
    return redirect(question)


@require_safe
def redirect_answer(request: HttpRequest, old_id: int, rest: str = "") -> HttpResponse:
    """Lead to the answer that had this number where it came from, or has it here."""
    if url := find_legacy_url(old_id=old_id, reader=request.user):
        return redirect(url, permanent=True)
    answer = Post.objects.visible_to(request.user).filter(pk=old_id).select_related("question")
    if not (found := answer.first()):
        raise Http404
    return redirect(found)


@require_safe
def redirect_answer_in_question(
    request: HttpRequest, pk: int, slug: str, answer: int
) -> HttpResponse:
    """Lead to an answer that was addressed through its question."""
    url = find_legacy_url(old_id=answer, reader=request.user, kind=PostKind.ANSWER)
    return redirect(url, permanent=True) if url else redirect("community:question-detail", pk, slug)
