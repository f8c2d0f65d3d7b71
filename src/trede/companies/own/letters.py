"""Letters about access: to who may say yes, and to who asked. Only inside an action; sent by the outbox."""

from trede.companies.models import AccessRequest
from trede.companies.own.queries import colleagues_of
from trede.web.letters import letter
from trede.web.outbox import post

ASKED, ANSWERED = "own-access-asked", "own-access-given"


def tell_contacts(question: AccessRequest, link: str) -> None:
    """Tell the people of a firm that somebody asks to be let in. `link` leads to their own pages."""
    for person in colleagues_of(question.firm_id).exclude(email=""):
        _post(ASKED, person.email, question, link)


def tell_asker(question: AccessRequest, link: str) -> None:
    """Tell who asked that the pages are open now. `link` leads to the login."""
    _post(ANSWERED, question.email, question, link)


def _post(key: str, to: str, question: AccessRequest, link: str) -> None:
    words = letter(key, question.language, link=link)
    post(to=to, letter=words, kind=key, about=("access", question.pk), firm=question.firm_id)
