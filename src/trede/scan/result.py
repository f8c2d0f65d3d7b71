"""The result page: fragments that few outcomes share are made once, a visitor's page is joined from them."""

from django.utils.html import escape

from trede.core.advice import SAFETY_FIRST, Advice, Step
from trede.core.baseline import RULE as BASELINE
from trede.core.explain import sentence_start
from trede.core.pack import Rung
from trede.core.scan import RUNG_LEVEL, RUNGS, Outcome
from trede.regions.questionnaires import main_scan, path_of
from trede.scan.book import kept
from trede.scan.questions import QuestionBook
from trede.web.components import dots
from trede.web.pages import STATUS_TAGS, in_words


class ResultBook(QuestionBook):
    """A book with the fragments of the result page. Every `kept` method takes only small keys."""

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

    @kept
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

    def mixed_ladder(self, outcome: Outcome) -> str:
        """Return the ladder with, at each rung, the topics that stand there."""
        at: dict[int, list[str]] = {}
        for topic, level in zip(outcome.topics, outcome.levels, strict=True):
            if level is not None:
                at.setdefault(level, []).append(topic)
        rows = [self.mixed_rung(key, tuple(at.get(RUNG_LEVEL[key], ()))) for key in reversed(RUNGS)]
        lead, closing = self.s("result.ladder.mixed"), self.s("result.ladder.enough")
        return f'<p>{lead}</p>\n<ol class="ladder" reversed>\n{"".join(rows)}</ol>\n<p>{closing}</p>\n'

    @kept
    def mixed_rung(self, key: str, topics: tuple[str, ...]) -> str:
        """Return one rung with the topics that stand on it."""
        tags = "".join(f'<span class="tag">{self.topic[topic]}</span>' for topic in topics)
        line = escape(self.rung_record(key).line.in_language(self.language))
        return self._rung(key, "next" if topics else "", f"<p>{line}</p>{tags}")

    @kept
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

    @kept
    def first_step(self, phase: str | None, topic: str | None, band: str | None, safety_first: bool) -> str:
        """Return the one step to begin with, and what follows it."""
        action = escape(self.rung_record(phase).action.in_language(self.language)) if phase else ""
        step = self.step_text(topic, band) if topic and band else ""
        heading = f'<section aria-labelledby="stap"><h2 id="stap">{self.s("result.first.title")}</h2>\n'
        if safety_first or not action:
            begin = f"<p>{self.t('result.first.topic', topic=self.topic_titles((topic,)))}</p>" if topic else ""
            after = f"<p><b>{self.s('result.first.then')}</b> {action}</p>\n" if action else ""
            return f'{heading}<div class="notice">{begin}<p class="lead"><b>{step}</b></p></div>\n{after}'
        extra = f"<p>{self.t('result.first.topic', topic=self.topic_titles((topic,)))} {step}</p>\n" if topic else ""
        return f'{heading}<div class="notice"><p class="lead"><b>{action}</b></p></div>\n{extra}'

    def step_text(self, topic: str, band: str) -> str:
        """Return the next step of a topic for a band, escaped."""
        question = self.scan.questions[self.topics.index(topic)]
        return escape(next(s.text for s in question.next_steps if s.band == band).in_language(self.language))

    @kept
    def step_row(self, topic: str, band: str) -> str:
        """Return one line of the list of further steps."""
        return f"<li><b>{self.topic[topic]}.</b> {self.step_text(topic, band)}</li>\n"

    def more_steps(self, steps: tuple[Step, ...]) -> str:
        """Return the further steps, folded."""
        rows = "".join([self.step_row(step.topic, step.band) for step in steps])
        if not rows:
            return "</section>\n"
        return f"<details><summary>{self.s('result.more')}</summary>\n<ul>\n{rows}</ul></details></section>\n"

    @kept
    def profile_row(self, topic: str, level: int | None, low: bool) -> str:
        """Return one topic with its dots and the same in words."""
        if level is None:
            words = self.s("result.profile.open")
        else:
            words = self.t("result.profile.fits", rung=self.rung_name(RUNGS[level - 1]))
        if low:
            words = f"{words}, {self.s('result.profile.mark')}"
        kind = ' class="lowest"' if low else ""
        return f"<li{kind}><b>{self.topic[topic]}</b> {dots(level)} <span>{words}</span></li>\n"

    @kept
    def table_row(self, topic: str, letter: str) -> str:
        """Return one topic with the answer in words, the rung it fits and the next step."""
        if (topic, letter) not in self.option:
            nothing = self.s("result.profile.open")
            return f'<tr><th scope="row">{self.topic[topic]}</th><td colspan="3">{nothing}</td></tr>\n'
        question = self.scan.questions[self.topics.index(topic)]
        step = next(step for step in question.next_steps if letter in step.answers)
        rung = self.rung[RUNGS["ABCDEF".index(letter)]]
        return (
            f'<tr><th scope="row">{self.topic[topic]}</th><td>{self.option[topic, letter]}</td><td>{rung}</td>'
            f"<td>{escape(step.text.in_language(self.language))}</td></tr>\n"
        )

    @kept
    def profile_words(self, attention: tuple[str, ...]) -> str:
        """Return in words what the rows show."""
        if not attention:
            return f"<p>{self.s('result.profile.none')}</p>\n"
        return f"<p>{self.t('result.profile.lowest', topics=self.topic_titles(attention))}</p>\n"

    @kept
    def table_head(self) -> str:
        """Return the start of the table with answers."""
        heads = "".join(f'<th scope="col">{self.s(f"result.table.{name}")}</th>' for name in _COLUMNS)
        return (
            f"<details><summary>{self.s('result.table.open')}</summary>\n"
            '<div class="table-region" role="region" aria-labelledby="antwoorden" tabindex="0">\n'
            f'<table><caption id="antwoorden">{self.s("result.table.caption")}</caption>\n'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        )

    @kept
    def help(self, doors: tuple[str, ...]) -> str:
        """Return who can help, the first one first."""
        rows = []
        for key in doors:
            organisation = self.pack.organisation(key)
            role = escape(organisation.role.in_language(self.language))
            name = escape(organisation.name)
            label = f'{self.s("result.help.more")}<span class="hidden">: {name}</span>'
            more = f'<a href="{self.to(f"/hulp#{key}")}">{label}</a>'
            rows.append(f"<li><h3>{name}</h3><p>{role} {more}</p></li>\n")
        return f'<ul class="doors">\n{"".join(rows)}</ul>\n<p>{self.s("result.help.own")}</p></section>\n'

    @kept
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


_COLUMNS = ("topic", "answer", "rung", "step")


def _row(rung: str) -> int:
    """Return the row of the rule that a rung belongs to."""
    return max(0, RUNG_LEVEL[rung] - 2)


def start_of_page(
    book: ResultBook, outcome: Outcome, advice: Advice, *, then: tuple[str, ...], compared: str, ask: str
) -> str:
    """Return headline, ladder, safety, first step and profile.

    `compared` (then and now) stands after the ladder, `ask` (the way to an adviser) under the headline; both may be
    empty.
    """
    named = outcome.between or (outcome.phase, outcome.toward or outcome.still_in)
    rows = tuple([_row(key) for key in named if key])
    opening = book.opening(outcome.pattern, outcome.phase, rows, outcome.counts, outcome.provisional)
    if outcome.headlines:
        heading = book.s("result.ladder.title")
        ladder = book.ladder(advice.headline_rungs, advice.next_rung, outcome.still_in, then)
    else:
        heading = book.s("result.ladder.mixed-title")
        ladder = book.mixed_ladder(outcome)
    safety = (
        book.safety(outcome.cyber, outcome.phase) if outcome.phase and outcome.cyber not in (None, "in-step") else ""
    )
    return (
        f'<h1>{escape(book.headline(outcome))}</h1>\n{opening}{ask}<section aria-labelledby="ladder">'
        f'<h2 id="ladder">{heading}</h2>\n{ladder}</section>\n'
        f"{compared}{safety}{_steps(book, outcome, advice)}{_profile(book, outcome)}"
    )


def _steps(book: ResultBook, outcome: Outcome, advice: Advice) -> str:
    first = advice.first_step
    safety_first = outcome.cyber in SAFETY_FIRST
    phase = outcome.phase if outcome.headlines else None
    shown = first if first and (safety_first or outcome.attention or phase is None) else None
    rest = tuple([step for step in advice.next_steps if step is not shown])
    topic, band = (shown.topic, shown.band) if shown else (None, None)
    return book.first_step(phase, topic, band, safety_first) + book.more_steps(rest)


def _profile(book: ResultBook, outcome: Outcome) -> str:
    pairs = list(zip(outcome.topics, outcome.levels, outcome.answers, strict=True))
    rows = "".join([book.profile_row(topic, level, topic in outcome.attention) for topic, level, _ in pairs])
    cells = "".join([book.table_row(topic, letter) for topic, _, letter in pairs])
    return (
        f'<section aria-labelledby="profiel"><h2 id="profiel">{book.s("result.profile.title")}</h2>\n'
        f'{book.profile_words(outcome.attention)}<ul class="profile">\n{rows}</ul>\n'
        f"{book.table_head()}{cells}</tbody></table></div></details></section>\n"
    )
