"""Digital skills per department: nobody is known, nothing shows below ten people, nothing is left to trace."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import html5lib
import pytest
from django.db import OperationalError
from django.test import Client

from tests.cast import SYSTEM, log_in
from tests.cast import client_of as drenthe_client
from trede.accounts import actions as accounts
from trede.accounts.models import OneUseLink, User
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.reading import Reader
from trede.core.reading_pack import names_of
from trede.core.skills import KINDS
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.regions.registry import pack
from trede.scan.skills.actions import close_round, give_answers, open_round, renew_link
from trede.scan.skills.answers import skills_scan
from trede.scan.skills.jobs import close_forgotten_rounds
from trede.scan.skills.links import link_hash
from trede.scan.skills.models import SkillsAnswer, SkillsInvitation, SkillsRound
from trede.scan.skills.queries import enough_answered, round_of
from trede.scan.skills.results import Group, results

pytestmark = pytest.mark.django_db

ANONYMOUS = Actor.anonymous()
FRONT, FOLLOWER, SUPPORT = KINDS
GIVES = {FRONT: "uitleg", FOLLOWER: "zelf", SUPPORT: "hulp"}
"""The answer to every question that makes a person of this kind."""
MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
NEXT_MAY = datetime(2027, 5, 3, 9, tzinfo=UTC)


@pytest.fixture
def groningen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The region that measures skills, on a day in May."""
    monkeypatch.setenv("TREDE_REGION", "groningen")
    with clock.at(MAY):
        yield


def staff(organisation: str, role: str) -> User:
    """Return somebody with an account in Groningen."""
    email = f"{role}@{organisation}.example"
    known = User.objects.filter(email=email).first()
    if known:
        return known
    _, token = accounts.invite(by=SYSTEM, email=email, organisation=organisation, roles=(role,))
    by = Actor.link(OneUseLink.INVITATION)
    return accounts.accept(by=by, token=token, password="negen bruine paarden", name="Iemand")


def manager() -> User:
    return staff("provincie-groningen", "programme-manager")


def opened(*labels: str, before: SkillsRound | None = None) -> tuple[SkillsRound, dict[str, str]]:
    """Open a round of the province; return it with the token of each department."""
    kind = "follow-up" if before else "baseline"
    made, links = open_round(by=manager().actor(), kind=kind, labels=labels or ("Beleid",), before=before)
    return made, {invitation.label: token for invitation, token in links}


def fill(token: str, kinds: Sequence[str]) -> None:
    """Let one person of each kind answer in the department with this token."""
    invitation = SkillsInvitation.objects.get(link=link_hash(token))
    for kind in kinds:
        give_answers(by=ANONYMOUS, invitation=invitation, answers=all_questions(GIVES[kind]))


def all_questions(answer: str) -> dict[str, str]:
    scan = skills_scan(pack("groningen"))
    assert scan
    return dict.fromkeys((question.key for question in scan.questions), answer)


def form(answer: str, nonce: str = "") -> dict[str, str]:
    return {f"q-{key}": value for key, value in all_questions(answer).items()} | {"f": nonce}


def measured(before: SkillsRound | None = None, /, **groups: Sequence[str]) -> SkillsRound:
    """Return a closed round with these people per department."""
    made, tokens = opened(*groups, before=before)
    for label, kinds in groups.items():
        fill(tokens[label], kinds)
    return close_round(by=manager().actor(), opened=made)


def shown(kept: SkillsRound, language: str = "nl") -> dict[str, Group]:
    """Return what the desk shows of a closed round, by name of the group."""
    found = round_of(kept.organisation, kept.pk)
    assert found
    return {group.name: group for group in results(pack(), skills_scan(pack()), found, language)}


def text_of(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def nonce_on(page: Any) -> str:
    found = re.search(r'name="f" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


# What may be read


@pytest.mark.usefixtures("groningen")
def test_nine_people_show_nothing_and_ten_do() -> None:
    nine, ten = measured(Beleid=[SUPPORT] * 9), measured(Beleid=[SUPPORT] * 10)
    assert shown(nine)["Beleid"].lines == ()
    assert shown(nine)["Beleid"].hidden == pack().text("skills.hidden", "nl")
    assert [line.share for line in shown(ten)["Beleid"].lines] == ["weinig of geen", "weinig of geen", "bijna iedereen"]
    assert SkillsInvitation.objects.get(round=nine).kinds == {}, "what may not be shown is not kept either"


@pytest.mark.usefixtures("groningen")
def test_nothing_of_an_open_round_is_shown() -> None:
    made, tokens = opened("Beleid", "Staf")
    fill(tokens["Beleid"], [SUPPORT] * 10)
    fill(tokens["Staf"], [FRONT] * 9)
    page = log_in(Client(), manager()).get(f"/balie/vaardigheden/{made.pk}")
    words = text_of(page)
    assert "10 of meer" in words
    assert "nog geen 10" in words
    assert [pack().text(f"skills.band.{band}", "nl") in words for band in ("few", "nearly-all")] == [False, False]
    assert {SkillsInvitation.objects.get(pk=number).label for number in enough_answered(made)} == {"Beleid"}


@pytest.mark.usefixtures("groningen")
def test_the_whole_does_not_betray_the_one_small_department() -> None:
    """Beside ten of Beleid, whatever nine of Staf say gives the very same pages."""
    pages = []
    for staf in ([FRONT] * 9, [SUPPORT] * 9, [FOLLOWER] * 3, []):
        kept = measured(Beleid=[FOLLOWER] * 10, Staf=staf)
        groups = shown(kept)
        assert groups["Beleid"].lines
        assert groups["Staf"].hidden == pack().text("skills.hidden", "nl")
        assert groups["Alle afdelingen samen"].hidden == pack().text("skills.hidden.everyone", "nl")
        page = log_in(Client(), manager()).get(f"/balie/vaardigheden/{kept.pk}").content.decode()
        pages.append(re.sub(r'value="[^"]{60,}"', "", page).replace(f"/vaardigheden/{kept.pk}", "/vaardigheden/n"))
    assert len(set(pages)) == 1


@pytest.mark.usefixtures("groningen")
def test_two_small_departments_are_shown_only_together() -> None:
    groups = shown(measured(Beleid=[FRONT] * 12, Staf=[SUPPORT] * 6, Balie=[SUPPORT] * 6))
    assert (groups["Staf"].lines, groups["Balie"].lines) == ((), ())
    assert [line.share for line in groups["Alle afdelingen samen"].lines] == [
        "tot de helft",
        "weinig of geen",
        "tot de helft",
    ]
    none = shown(measured(Staf=[SUPPORT] * 4, Balie=[SUPPORT] * 4))["Alle afdelingen samen"]
    assert (none.lines, none.hidden) == ((), pack().text("skills.hidden", "nl"))


@pytest.mark.usefixtures("groningen")
def test_no_number_of_people_leaves_the_house() -> None:
    kept = measured(Beleid=[FOLLOWER] * 13 + [SUPPORT] * 14, Staf=[FRONT] * 17)
    words = text_of(log_in(Client(), manager()).get(f"/balie/vaardigheden/{kept.pk}"))
    assert set(re.findall(r"\d+", words)) <= {"4", "2026", "10"}, "a day, and the least number of people"


@pytest.mark.usefixtures("groningen")
def test_a_follow_up_is_compared_in_words() -> None:
    first = measured(Beleid=[SUPPORT] * 8 + [FOLLOWER] * 4, Staf=[FOLLOWER] * 8)
    with clock.at(NEXT_MAY):
        later = measured(first, Beleid=[SUPPORT] * 3 + [FOLLOWER] * 9, Staf=[FOLLOWER] * 11)
        groups = shown(later)
        page = log_in(Client(), manager()).get(f"/balie/vaardigheden/{later.pk}")
    assert [line.change for line in groups["Beleid"].lines] == [
        "ongeveer gelijk",
        "meer dan de vorige keer",
        "minder dan de vorige keer",
    ]
    assert [line.change for line in groups["Staf"].lines] == ["", "", ""]
    assert groups["Staf"].not_compared == pack().text("skills.hidden.change", "nl")
    assert "4 mei 2026" in text_of(page)
    assert [line.share for line in shown(later, "en")["Beleid"].lines] == [
        "few or none",
        "more than half",
        "up to half",
    ]


@pytest.mark.usefixtures("groningen")
def test_a_follow_up_takes_over_the_departments_and_asks_for_the_same_questions() -> None:
    first = measured(Beleid=[FRONT] * 10, Staf=[FRONT] * 10)
    by = manager().actor()
    later, links = open_round(by=by, kind="follow-up", labels=[], before=first)
    assert [invitation.label for invitation, _ in links] == ["Beleid", "Staf"]
    close_round(by=by, opened=later)
    first.version = "2019-01"
    for kind, before in (("follow-up", first), ("follow-up", None), ("baseline", first), ("anders", None)):
        with pytest.raises(InputError):
            open_round(by=by, kind=kind, labels=["Beleid"], before=before)


# Nothing to trace


@pytest.mark.usefixtures("groningen")
def test_closing_erases_the_answers_and_the_journal_has_only_counts() -> None:
    made, tokens = opened("Beleid", "Staf")
    fill(tokens["Beleid"], [FRONT] * 10)
    fill(tokens["Staf"], [SUPPORT] * 2)
    assert SkillsAnswer.objects.count() == 12
    close_round(by=manager().actor(), opened=made)
    assert SkillsAnswer.objects.count() == 0
    events = Event.objects.filter(type__startswith="skills.").order_by("pk")
    assert [event.type for event in events] == ["skills.round-opened", *["skills.answered"] * 12, "skills.round-closed"]
    given = [event for event in events if event.type == "skills.answered"]
    assert {(event.actor_kind, event.actor, event.organisation, str(event.data)) for event in given} == {
        ("anonymous", "", "", "{}")
    }
    assert {(event.subject_kind, event.subject) for event in events} == {("skills-round", str(made.pk))}
    last = events.last()
    assert last
    assert last.data == {"kind": "baseline", "departments": 2, "shown": 1, "answers": 12}


@pytest.mark.usefixtures("groningen")
def test_an_answer_has_no_moment_no_order_and_no_name() -> None:
    _, tokens = opened("Beleid")
    fill(tokens["Beleid"], [FOLLOWER] * 12)
    assert {field.name for field in SkillsAnswer._meta.concrete_fields} == {
        "id",
        "invitation",
        "answers",
        "kind",
        "form_nonce",
    }
    numbers = list(SkillsAnswer.objects.order_by("pk").values_list("pk", flat=True))
    assert max(numbers) - min(numbers) > len(numbers), "random numbers: they do not tell who came first"
    invitation = SkillsInvitation.objects.get()
    assert tokens["Beleid"] not in invitation.link


@pytest.mark.usefixtures("groningen")
def test_the_page_sets_no_cookie_and_the_thanks_are_the_same_for_everyone() -> None:
    _, tokens = opened("Beleid")
    token, client = tokens["Beleid"], Client()
    page = client.get(f"/vaardigheden/{token}")
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    ends = []
    for kind in KINDS:
        sent = client.post(f"/vaardigheden/{token}", form(GIVES[kind]))
        assert (sent.status_code, sent["Location"]) == (303, "/vaardigheden/bedankt")
        ends.append(client.get(sent["Location"]).content)
    assert len(set(ends)) == 1
    assert token.encode() not in ends[0]
    assert not client.cookies
    english = client.post(f"/en/vaardigheden/{token}", form("zelf"))
    assert english["Location"] == "/en/vaardigheden/bedankt"
    assert "Thank you" in text_of(client.get("/en/vaardigheden/bedankt"))
    assert SkillsAnswer.objects.count() == 4


# The page behind the link


@pytest.mark.usefixtures("groningen")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_are_sound_and_read_easily(language: str) -> None:
    made, tokens = opened("Beleid & Staf")
    start = "/en" if language == "en" else ""
    client = Client()
    pages = [
        client.get(f"{start}/vaardigheden/{tokens['Beleid & Staf']}"),
        client.post(f"{start}/vaardigheden/{tokens['Beleid & Staf']}", {}),
        client.get(f"{start}/vaardigheden/bedankt"),
        client.get(f"{start}/vaardigheden/bestaat-niet"),
    ]
    close_round(by=manager().actor(), opened=made)
    pages.append(client.get(f"{start}/vaardigheden/{tokens['Beleid & Staf']}"))
    assert [page.status_code for page in pages] == [200, 422, 200, 404, 410]
    reader = Reader(names_of(pack()))
    for page in pages:
        html = page.content.decode()
        html5lib.HTMLParser(strict=True).parse(html)
        assert f'href="{start or "/"}' in html
        assert re.search(rf'href="{start}/hulp"', html), "a way on"
        main = html[html.index("<main") : html.index("</main>")]
        blocks = [" ".join(part.split()) for part in re.sub(r"</?(?:b|span|a)\b[^>]*>", "", main).split("<")]
        blocks = [part.partition(">")[2] for part in blocks]
        if language == "nl":
            assert [(block, fault.rule) for block in blocks for fault in reader.faults(block)] == []
            assert reader.level(blocks).words_per_sentence <= 10


@pytest.mark.usefixtures("groningen")
def test_a_few_questions_may_be_skipped_and_many_may_not() -> None:
    _, tokens = opened("Beleid")
    client, address = Client(), f"/vaardigheden/{tokens['Beleid']}"
    sent = form("zelf")
    skipped = [name for name in sent if name != "f"][:4]
    page = client.post(address, {name: value for name, value in sent.items() if name not in skipped})
    assert page.status_code == 422
    html = page.content.decode()
    assert html.count('class="has-error"') == len(skipped)
    assert html.count(" checked") == len(sent) - 1 - len(skipped), "what was filled in comes back"
    assert (
        client.post(address, {name: value for name, value in sent.items() if name not in skipped[:3]}).status_code
        == 303
    )
    wrong = client.post(address, sent | {"q-find": "koning"})
    assert (wrong.status_code, SkillsAnswer.objects.count()) == (422, 1)
    with pytest.raises(InputError):
        give_answers(by=ANONYMOUS, invitation=SkillsInvitation.objects.get(), answers={"find": "zelf"})


@pytest.mark.usefixtures("groningen")
def test_the_same_form_twice_counts_once_and_the_last_word_stands() -> None:
    made, tokens = opened("Beleid", "Staf")
    client, address = Client(), f"/vaardigheden/{tokens['Beleid']}"
    nonce = nonce_on(client.get(address))
    assert nonce != nonce_on(client.get(address))
    for answer in ("hulp", "zelf", "zelf"):
        assert client.post(address, form(answer, nonce)).status_code == 303
    assert [answer.kind for answer in SkillsAnswer.objects.all()] == [FOLLOWER]
    client.post(f"/vaardigheden/{tokens['Staf']}", form("hulp", nonce))
    assert SkillsAnswer.objects.count() == 2, "in another department it is another form"
    kinds = Event.objects.filter(type__startswith="skills.").values_list("type", flat=True)
    assert sorted(kinds) == ["skills.answered"] * 2 + ["skills.corrected"] * 2 + ["skills.round-opened"]
    assert made.is_open


@pytest.mark.usefixtures("groningen")
def test_a_closed_round_and_an_unknown_link_take_nothing_and_lead_on() -> None:
    made, tokens = opened("Beleid")
    address = f"/vaardigheden/{tokens['Beleid']}"
    invitation = SkillsInvitation.objects.get()
    close_round(by=manager().actor(), opened=made)
    for page in (Client().get(address), Client().post(address, form("zelf"))):
        assert page.status_code == 410
        assert "gesloten" in text_of(page)
    unknown = Client().post("/vaardigheden/\udce9x".encode("utf-8", "surrogateescape").decode("latin-1"), form("zelf"))
    assert unknown.status_code == 404
    for late in (
        lambda: give_answers(by=ANONYMOUS, invitation=invitation, answers=all_questions("zelf")),
        lambda: close_round(by=manager().actor(), opened=made),
        lambda: renew_link(by=manager().actor(), invitation=invitation),
    ):
        with pytest.raises(OutOfOrder):
            late()


@pytest.mark.usefixtures("groningen")
def test_when_storing_fails_the_answers_come_back() -> None:
    _, tokens = opened("Beleid")
    with patch.object(SkillsAnswer, "save", side_effect=OperationalError("disk full")):
        page = Client().post(f"/vaardigheden/{tokens['Beleid']}", form("zelf"))
    assert (page.status_code, page["Retry-After"]) == (503, "120")
    assert page.content.decode().count(" checked") == len(form("zelf")) - 1
    assert not SkillsAnswer.objects.exists()


@pytest.mark.usefixtures("groningen")
def test_a_form_from_another_site_is_refused() -> None:
    _, tokens = opened("Beleid")
    page = Client().post(f"/vaardigheden/{tokens['Beleid']}", form("zelf"), headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 403
    assert not SkillsAnswer.objects.exists()


@pytest.mark.usefixtures("groningen")
def test_a_page_costs_one_query(django_assert_num_queries: Any) -> None:
    _, tokens = opened("Beleid")
    with django_assert_num_queries(1):
        Client().get(f"/vaardigheden/{tokens['Beleid']}")


# The desk


@pytest.mark.usefixtures("groningen")
def test_the_whole_way_at_the_desk() -> None:
    desk, visitor = log_in(Client(), manager()), Client()
    assert 'href="/balie/vaardigheden"' in desk.get("/balie/vaardigheden").content.decode()
    assert desk.get("/balie/vaardigheden/nieuw").status_code == 200
    sheets = desk.post("/balie/vaardigheden/nieuw", {"soort": "nulmeting", "afdelingen": " Beleid \n\nStaf\n"})
    assert sheets.status_code == 200
    assert sheets["Cache-Control"] == "private, no-store"
    addresses = re.findall(r"<b>http://testserver(/vaardigheden/[^<]+)</b>", sheets.content.decode())
    assert len(addresses) == 2
    assert sheets.content.decode().count('src="data:image/svg+xml') == 2
    made = SkillsRound.objects.get()
    for _ in range(10):
        visitor.post(addresses[0], form("hulp"))
    ask = text_of(desk.get(f"/balie/vaardigheden/{made.pk}/sluiten"))
    assert "Staf" in ask
    assert "Beleid" not in ask
    done = desk.post(f"/balie/vaardigheden/{made.pk}/sluiten")
    assert (done.status_code, done["Location"]) == (303, f"/balie/vaardigheden/{made.pk}")
    page = desk.get(done["Location"])
    html5lib.HTMLParser(strict=True).parse(page.content.decode())
    assert "bijna iedereen" in text_of(page)
    assert desk.get(f"/balie/vaardigheden/{made.pk}/sluiten").status_code == 303
    again = desk.get("/balie/vaardigheden/nieuw").content.decode()
    assert "Vergelijk een vervolg met" in again
    later = desk.post("/balie/vaardigheden/nieuw", {"soort": "vervolg", "eerder": str(made.pk), "afdelingen": ""})
    assert len(re.findall(r"<b>http://testserver", later.content.decode())) == 2
    assert SkillsRound.objects.latest("pk").before == made
    busy = desk.post("/balie/vaardigheden/nieuw", {"soort": "nulmeting", "afdelingen": "Nog een"})
    assert busy.status_code == 303
    assert "Er loopt nog een meting" in text_of(desk.get("/balie/vaardigheden"))


@pytest.mark.usefixtures("groningen")
@pytest.mark.parametrize(
    "typed", ["", " \n ", "Beleid\nbeleid", "A" * 61, "\n".join(f"Afdeling {n}" for n in range(61))]
)
def test_departments_that_cannot_be_come_back_with_a_sentence(typed: str) -> None:
    page = log_in(Client(), manager()).post("/balie/vaardigheden/nieuw", {"soort": "nulmeting", "afdelingen": typed})
    assert page.status_code == 422
    assert 'id="afdelingen-fout"' in page.content.decode()
    assert not SkillsRound.objects.exists()


@pytest.mark.usefixtures("groningen")
def test_a_new_link_replaces_the_old_one_and_answers_stay() -> None:
    made, tokens = opened("Beleid")
    fill(tokens["Beleid"], [FRONT] * 3)
    desk = log_in(Client(), manager())
    page = desk.post(f"/balie/vaardigheden/{made.pk}/link", {"afdeling": str(SkillsInvitation.objects.get().pk)})
    found = re.search(r"<b>http://testserver(/vaardigheden/[^<]+)</b>", page.content.decode())
    assert found
    assert Client().get(found[1]).status_code == 200
    assert Client().get(f"/vaardigheden/{tokens['Beleid']}").status_code == 404
    assert SkillsAnswer.objects.count() == 3
    assert desk.post(f"/balie/vaardigheden/{made.pk}/link", {"afdeling": "x"}).status_code == 303


@pytest.mark.usefixtures("groningen")
def test_a_round_of_another_organisation_does_not_exist() -> None:
    made, tokens = opened("Beleid")
    fill(tokens["Beleid"], [FRONT] * 10)
    other = staff("edih-noord", "chain-owner")
    desk = log_in(Client(), other)
    for tail in ("", "/sluiten", "/link"):
        assert desk.get(f"/balie/vaardigheden/{made.pk}{tail}").status_code == 404
        assert desk.post(f"/balie/vaardigheden/{made.pk}{tail}").status_code in {404, 405}
    assert str(made.pk) not in re.findall(
        r"/balie/vaardigheden/(\d+)", desk.get("/balie/vaardigheden").content.decode()
    )
    for action in (
        lambda: close_round(by=other.actor(), opened=made),
        lambda: renew_link(by=other.actor(), invitation=SkillsInvitation.objects.get()),
    ):
        with pytest.raises(NotPermitted):
            action()
    adviser = staff("edih-noord", "adviser")
    assert log_in(Client(), adviser).get("/balie/vaardigheden").status_code == 403
    with pytest.raises(NotPermitted):
        open_round(by=adviser.actor(), kind="baseline", labels=["Beleid"])


@pytest.mark.usefixtures("groningen")
def test_a_forgotten_round_is_closed_after_ninety_days() -> None:
    made, tokens = opened("Beleid")
    fill(tokens["Beleid"], [FOLLOWER] * 10)
    with clock.at(MAY + timedelta(days=90)):
        assert close_forgotten_rounds() == 0
    with clock.at(MAY + timedelta(days=91)):
        assert close_forgotten_rounds() == 1
        assert close_forgotten_rounds() == 0
    assert not SkillsAnswer.objects.exists()
    assert shown(made)["Beleid"].lines


@pytest.mark.usefixtures("groningen")
def test_other_questions_end_a_round_but_keep_what_was_said() -> None:
    made, tokens = opened("Beleid")
    fill(tokens["Beleid"], [FRONT] * 10)
    with unguarded("the pack asks other questions since"):
        SkillsRound.objects.filter(pk=made.pk).update(version="2019-01")
    assert Client().get(f"/vaardigheden/{tokens['Beleid']}").status_code == 410
    with pytest.raises(OutOfOrder):
        fill(tokens["Beleid"], [FRONT])
    close_round(by=manager().actor(), opened=SkillsRound.objects.get())
    kept = SkillsInvitation.objects.get()
    assert (kept.kinds[FRONT], kept.practise) == (10, [])
    page = log_in(Client(), manager()).get(f"/balie/vaardigheden/{made.pk}")
    assert "bijna iedereen" in text_of(page)
    assert "Vergelijk" not in text_of(log_in(Client(), manager()).get("/balie/vaardigheden/nieuw"))


# A region without the questionnaire


def test_without_the_questionnaire_the_room_is_not_there() -> None:
    assert skills_scan(pack()) is None
    desk = drenthe_client("programme-manager")
    for address in ("/balie/vaardigheden", "/balie/vaardigheden/nieuw", "/balie/vaardigheden/1"):
        page = desk.get(address)
        assert page.status_code == 404
        assert 'href="/balie"' in page.content.decode()
    for address in ("/vaardigheden/iets", "/vaardigheden/bedankt", "/en/vaardigheden/iets"):
        page = Client().get(address)
        assert page.status_code == 404
        assert "/hulp" in page.content.decode()
    assert "/balie/vaardigheden" not in desk.get("/balie/cijfers").content.decode()
    with pytest.raises(InputError):
        open_round(by=SYSTEM, kind="baseline", labels=["Beleid"])
