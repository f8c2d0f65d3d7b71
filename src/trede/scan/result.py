"""The result page: fragments that few outcomes share are made once, a visitor's page is joined from them."""

from functools import cached_property
from typing import NamedTuple

from django.utils.html import escape

from trede.core.advice import SAFETY_FIRST, advise, next_rung, step_for
from trede.core.baseline import RULE as BASELINE
from trede.core.explain import about_answers, sentence_start
from trede.core.pack import Rung
from trede.core.scan import BLANK, LETTERS, LEVEL, RUNG_LEVEL, RUNGS, Outcome
from trede.regions.questionnaires import main_scan, path_of
from trede.scan.book import kept, piece
from trede.scan.questions import MARK, QuestionBook
from trede.web.components import dots
from trede.web.pages import STATUS_TAGS, in_words

_COLUMNS = ("topic", "answer", "rung", "step")


class Standing(NamedTuple):
    """What a page shows because of where a firm stands, whatever it answered to which question."""

    title: str
    """The headline, unescaped."""
    heading: bytes
    ladder: bytes
    """Section with the ladder; empty for a mixed picture, where it depends on the topics."""
    safety: bytes
    help: bytes
    """Who can help and which schemes may fit; `MARK` where the code goes."""


class TopicPieces(NamedTuple):
    """What a page shows because of one answer to one question."""

    row: bytes
    low_row: bytes
    """The same for a topic that needs attention first."""
    cells: bytes
    step: bytes


class ResultBook(QuestionBook):
    """A book with the pieces of the result page. Every `kept` method and every `piece` takes only small keys."""

    @cached_property
    def topic_pieces(self) -> dict[tuple[str, str], TopicPieces]:
        """The pieces per topic and letter (or blank)."""
        return {
            (topic, letter): TopicPieces(
                self.profile_row(topic, letter, low=False).encode(),
                self.profile_row(topic, letter, low=True).encode(),
                self.table_row(topic, letter).encode(),
                self.step_row(topic, letter).encode(),
            )
            for topic in self.topics
            for letter in (*LETTERS, BLANK)
        }

    @cached_property
    def _standings(self) -> dict[tuple[object, ...], Standing]:
        return {}

    def standing(self, outcome: Outcome) -> Standing:
        """Return what depends on where the firm stands; made once for each of the few hundred possibilities."""
        place = (outcome.phase, outcome.pattern, outcome.between, outcome.toward, outcome.still_in, outcome.cyber)
        found = self._standings.get(place)
        if found is None:
            found = self._standings[place] = self._standing(outcome)
        return found

    def _standing(self, outcome: Outcome) -> Standing:
        title = self.headline(outcome)
        advice = advise(self.pack, self.scan, outcome)
        warns = outcome.phase and outcome.cyber not in (None, "in-step")
        return Standing(
            title,
            f"<h1>{escape(title)}</h1>\n".encode(),
            self.ladder_section(outcome, ()) if outcome.headlines else b"",
            self.safety(outcome.cyber or "", outcome.phase or "").encode() if warns else b"",
            (self.help(advice.doors) + self.money(advice.instruments)).encode(),
        )

    def rung_record(self, key: str) -> Rung:
        """Return a rung of the ladder."""
        return self.pack.ladder.rungs[RUNG_LEVEL[key] - 1]

    def headline(self, outcome: Outcome) -> str:
        """Return the sentence that says where the firm stands, unescaped."""
        if outcome.phase is None:
            return self.plain("result.title.none")
        if not outcome.headlines:
            return self.plain(f"result.title.{outcome.pattern}")
        if outcome.between is not None:
            low, high = map(self.rung_name, outcome.between)
            return self.plain("result.title.between", rung=low, other=high)
        other = outcome.toward or outcome.still_in
        rung = self.rung_name(outcome.phase)
        if other is None:
            return self.plain("result.title.one", rung=rung)
        return self.plain(f"result.title.{outcome.pattern}", rung=rung, other=self.rung_name(other))

    @piece
    def opening(
        self,
        pattern: str | None,
        phase: str | None,
        rows: tuple[int, ...],
        counts: tuple[int, ...],
        provisional: bool,
    ) -> str:
        """Return what stands under the headline: counts of `rows` in words, pattern, meaning of the rung."""
        if phase is None or pattern in ("two-sided", "spread"):
            text = self.s(f"result.pattern.{pattern}") if phase else self.s("result.none.text")
            return f'<p class="lead">{text}</p>\n{self._provisional(provisional)}'
        lead = f"{self._counts(rows, counts)} {self.s(f'result.pattern.{pattern}')}"
        meaning = escape(self.rung_record(phase).meaning.in_language(self.language))
        return f'<p class="lead">{lead}</p>\n<p>{meaning}</p>\n{self._provisional(provisional)}'

    def _provisional(self, provisional: bool) -> str:
        return f'<div class="notice"><p>{self.s("result.provisional")}</p></div>\n' if provisional else ""

    def _counts(self, rows: tuple[int, ...], counts: tuple[int, ...]) -> str:
        total = sum(counts)
        sentences: list[str] = []
        for row in rows:
            key = "result.counts.also" if sentences else "result.counts"
            key = "result.counts.all" if counts[row] == total else key
            values = {"count": self.number(counts[row]), "total": self.number(total), "row": self.row_name(row)}
            used = values if not sentences else {"count": values["count"], "row": values["row"]}
            text = self.plain(key, **used)
            sentences.append(escape(sentence_start(text)))
        return " ".join(sentences)

    def ladder_section(self, outcome: Outcome, then: tuple[str, ...]) -> bytes:
        """Return the section with the ladder, when the picture names a rung. `then`: where the firm stood before."""
        here = outcome.between or ((outcome.phase,) if outcome.phase else ())
        html = self.ladder(here, next_rung(outcome), outcome.still_in, then)
        return f"{self._ladder_start('result.ladder.title')}{html}</section>\n".encode()

    def _ladder_start(self, heading: str) -> str:
        return f'<section aria-labelledby="ladder"><h2 id="ladder">{self.s(heading)}</h2>\n'

    @kept
    def ladder(self, here: tuple[str, ...], upcoming: str | None, part: str | None, then: tuple[str, ...]) -> str:
        """Return the ladder, highest rung first, with words at the rungs that matter."""
        rows = []
        for key in reversed(RUNGS):
            kind = "here" if key in here else "next" if key == upcoming else "then" if key in then else ""
            words = []
            if key in here:
                words.append("here" if len(here) == 1 else "between")
            if key == upcoming:
                words.append("next")
            if key == part:
                words.append("part")
            if key in then:
                words.append("then" if len(then) == 1 else "then-between")
            tags = "".join(f'<span class="tag">{self.s(f"result.ladder.{word}")}</span>' for word in words)
            line = escape(self.rung_record(key).line.in_language(self.language))
            rows.append(self._rung(key, kind, f"<p>{line}</p>{tags}"))
        closing = "top" if here == RUNGS[-1:] else "enough"
        return f'<ol class="ladder" reversed>\n{"".join(rows)}</ol>\n<p>{self.s(f"result.ladder.{closing}")}</p>\n'

    def _rung(self, key: str, kind: str, inside: str) -> str:
        current = ' aria-current="step"' if kind == "here" else ""
        classes = f"rung-{RUNG_LEVEL[key]} {kind}".rstrip()
        return f'<li class="{classes}"{current}><b>{self.rung[key]}</b>{inside}</li>\n'

    def mixed_section(self, outcome: Outcome) -> list[bytes]:
        """Return the section with the ladder when no rung is named: the topics stand at their own rungs."""
        at: dict[str, tuple[str, ...]] = {}
        for topic, letter in zip(outcome.topics, outcome.answers, strict=True):
            at[letter] = (*at.get(letter, ()), topic)
        rungs = [self.mixed_rung(letter, at.get(letter, ())) for letter in reversed(LETTERS)]
        return [self.mixed_start(), *rungs, self.mixed_end()]

    @piece
    def mixed_start(self) -> str:
        """Return what stands above the rungs of a mixed picture."""
        lead = self.s("result.ladder.mixed")
        return f'{self._ladder_start("result.ladder.mixed-title")}<p>{lead}</p>\n<ol class="ladder" reversed>\n'

    @piece
    def mixed_rung(self, letter: str, topics: tuple[str, ...]) -> str:
        """Return the rung that a letter fits, with the topics that stand on it."""
        key = RUNGS[LEVEL[letter] - 1]
        tags = "".join(f'<span class="tag">{self.topic[topic]}</span>' for topic in topics)
        line = escape(self.rung_record(key).line.in_language(self.language))
        return self._rung(key, "next" if topics else "", f"<p>{line}</p>{tags}")

    @piece
    def mixed_end(self) -> str:
        """Return what stands under the rungs of a mixed picture."""
        return f"</ol>\n<p>{self.s('result.ladder.enough')}</p>\n</section>\n"

    def safety(self, cyber: str, phase: str) -> str:
        """Return the warning about digital safety, with what belongs to the rung."""
        kind = "notice--warning" if cyber in SAFETY_FIRST else ""
        asks = escape(self.rung_record(phase).safety.in_language(self.language))
        return (
            f'<section class="bare" aria-labelledby="veilig"><div class="{f"notice {kind}".rstrip()}">'
            f'<h2 id="veilig">{self.s(f"result.safety.{cyber}.title")}</h2>'
            f"<p>{self.s(f'result.safety.{cyber}.text')}</p>"
            f"<p><b>{self.s('result.safety.asks')}</b> {asks}</p>{self.baseline()}</div></section>\n"
        )

    @kept
    def baseline(self) -> str:
        """Return the link to the region's check of the safe basis; nothing when it has none."""
        check = main_scan(self.pack, BASELINE)
        if check is None:
            return ""
        title = escape(check.title.in_language(self.language))
        return f'<p><a href="{self.to(path_of(self.pack, check))}">{title}</a></p>'

    @piece
    def first_step(self, phase: str | None, topic: str | None, letter: str, safety_first: bool) -> str:
        """Return the one step to begin with, and what follows it. `letter` is the answer to `topic`."""
        action = escape(self.rung_record(phase).action.in_language(self.language)) if phase else ""
        step = self.step_text(topic, letter) if topic else ""
        heading = f'<section aria-labelledby="stap"><h2 id="stap">{self.s("result.first.title")}</h2>\n'
        if safety_first or not action:
            begin = f"<p>{self.t('result.first.topic', topic=self.topic_titles((topic,)))}</p>" if topic else ""
            after = f"<p><b>{self.s('result.first.then')}</b> {action}</p>\n" if action else ""
            return f'{heading}<div class="notice">{begin}<p class="lead"><b>{step}</b></p></div>\n{after}'
        extra = f"<p>{self.t('result.first.topic', topic=self.topic_titles((topic,)))} {step}</p>\n" if topic else ""
        return f'{heading}<div class="notice"><p class="lead"><b>{action}</b></p></div>\n{extra}'

    def step_text(self, topic: str, letter: str) -> str:
        """Return the next step of a topic after an answer, escaped."""
        question = self.scan.questions[self.topics.index(topic)]
        return escape(step_for(question, letter).text.in_language(self.language))

    def step_row(self, topic: str, letter: str) -> str:
        """Return one line of the list of further steps; nothing after a blank."""
        return "" if letter == BLANK else f"<li><b>{self.topic[topic]}.</b> {self.step_text(topic, letter)}</li>\n"

    @piece
    def more_steps_start(self) -> str:
        """Return the start of the folded list of further steps."""
        return f"<details><summary>{self.s('result.more')}</summary>\n<ul>\n"

    def profile_row(self, topic: str, letter: str, *, low: bool) -> str:
        """Return one topic with its dots and the same in words."""
        level = LEVEL.get(letter)
        if level is None:
            words = self.s("result.profile.open")
        else:
            words = self.t("result.profile.fits", rung=self.rung_name(RUNGS[level - 1]))
        if low:
            words = f"{words}, {self.s('result.profile.mark')}"
        kind = ' class="lowest"' if low else ""
        return f"<li{kind}><b>{self.topic[topic]}</b> {dots(level)} <span>{words}</span></li>\n"

    def table_row(self, topic: str, letter: str) -> str:
        """Return one topic with the answer in words, the rung it fits and the next step."""
        if letter == BLANK:
            nothing = self.s("result.profile.open")
            return f'<tr><th scope="row">{self.topic[topic]}</th><td colspan="3">{nothing}</td></tr>\n'
        rung = self.rung[RUNGS[LEVEL[letter] - 1]]
        return (
            f'<tr><th scope="row">{self.topic[topic]}</th><td>{self.option[topic, letter]}</td><td>{rung}</td>'
            f"<td>{self.step_text(topic, letter)}</td></tr>\n"
        )

    @piece
    def profile_start(self, attention: tuple[str, ...]) -> str:
        """Return the start of the profile: in words what its rows show."""
        if attention:
            words = self.t("result.profile.lowest", topics=self.topic_titles(attention))
        else:
            words = self.s("result.profile.none")
        heading = f'<section aria-labelledby="profiel"><h2 id="profiel">{self.s("result.profile.title")}</h2>\n'
        return f'{heading}<p>{words}</p>\n<ul class="profile">\n'

    @piece
    def table_start(self) -> str:
        """Return the end of the rows and the start of the table with answers."""
        heads = "".join(f'<th scope="col">{self.s(f"result.table.{name}")}</th>' for name in _COLUMNS)
        return (
            f"</ul>\n<details><summary>{self.s('result.table.open')}</summary>\n"
            '<div class="table-region" role="region" aria-labelledby="antwoorden" tabindex="0">\n'
            f'<table><caption id="antwoorden">{self.s("result.table.caption")}</caption>\n'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        )

    @piece
    def ask(self) -> str:
        """Return the button to an adviser; `MARK` where the code goes."""
        return self._ask()

    def _ask(self) -> str:
        return (
            f'<div class="buttons"><a class="button" href="{self.to("/adviseur/")}{MARK}">'
            f"{self.s('result.help.button')}</a></div>\n"
            f'<p class="hint small">{self.s("result.help.adviser")}</p>\n'
        )

    def help(self, doors: tuple[str, ...]) -> str:
        """Return who can help, the adviser and then the first door first; `MARK` where the code goes."""
        rows = []
        for key in doors:
            organisation = self.pack.organisation(key)
            role = escape(organisation.role.in_language(self.language))
            name = escape(organisation.name)
            label = f'{self.s("result.help.more")}<span class="hidden">: {name}</span>'
            more = f'<a href="{self.to(f"/hulp#{key}")}">{label}</a>'
            rows.append(f"<li><h3>{name}</h3><p>{role} {more}</p></li>\n")
        return (
            f'<section aria-labelledby="hulp"><h2 id="hulp">{self.s("result.help.title")}</h2>\n{self._ask()}'
            f'<ul class="doors">\n{"".join(rows)}</ul>\n<p>{self.s("result.help.own")}</p></section>\n'
        )

    def money(self, instruments: tuple[str, ...]) -> str:
        """Return the schemes that may fit: an indication, with their state."""
        rows = []
        for item in self.pack.instruments:
            if item.key in instruments:
                status = self.s(f"schemes.status.{item.status}")
                text = escape(f"{item.what.in_language(self.language)} {item.status_note.in_language(self.language)}")
                day = in_words(item.checked_on, self.language)
                checked = f" {self.t('schemes.checked', day=day)}" if day else ""
                name = escape(item.name.in_language(self.language))
                tag = f'<span class="{f"tag {STATUS_TAGS[item.status]}".rstrip()}">{status}</span>'
                rows.append(f"<li><h3>{name} {tag}</h3><p>{text}{checked}</p></li>\n")
        body = f'<ul class="doors">\n{"".join(rows)}</ul>\n' if rows else f"<p>{self.s('result.money.none')}</p>\n"
        note, more = self.s("result.money.indication"), self.s("result.money.all")
        return (
            f'<section aria-labelledby="regeling"><h2 id="regeling">{self.s("result.money.title")}</h2>\n{body}'
            f'<p class="hint small">{note} <a href="{self.to("/subsidies")}">{more}</a></p></section>\n'
        )

    @piece
    def answer_reasons(self, given: str) -> str:
        """Return the reasons that follow from the answers whatever the questions."""
        return b"".join([self.reason(reason) for reason in about_answers(given)]).decode()

    @piece
    def reasons_start(self) -> str:
        """Return what stands above the reasons."""
        return f'<section aria-labelledby="hoe"><h2 id="hoe">{self.s("result.how.title")}</h2>\n<ul>\n'

    @piece
    def reasons_end(self) -> str:
        """Return what stands under the reasons."""
        return f"</ul>\n<p>{self.s('result.how.limits')}</p>\n"
