"""The question pages: one per page, or all seven on one."""

from django.utils.html import escape

from trede.core.scan import QUESTIONS
from trede.scan.book import Book, kept
from trede.scan.form import State
from trede.web.components import back_link, error_summary, notice

MARK = "␞"
"""Where the random number of the form goes in a page that is kept."""


class QuestionBook(Book):
    """A book with the fragments of the question pages."""

    @kept
    def options(self, topic: str, number: int, chosen: str) -> str:
        """Return the six answers, lowest on top, none chosen beforehand."""
        question = self.scan.questions[number - 1]
        return "".join(
            f'<label class="choice"><input type="radio" name="q{number}" value="{option.key}" '
            f'id="q{number}-{option.key}"{" checked" if option.key == chosen else ""}>'
            f"<span>{self.option[topic, option.key]}</span></label>\n"
            for option in question.options
        )

    @kept
    def fieldset(self, number: int, chosen: str, error: str) -> str:
        """Return one question of the page with all of them."""
        question = self.scan.questions[number - 1]
        trouble, described = self.trouble(number, error)
        return (
            f'<fieldset{described}><legend><span class="hidden">{self.progress(number)}: </span>'
            f"<h2>{number}. {self.topic[question.key]}</h2></legend>\n"
            f"<p>{escape(question.prompt.in_language(self.language))} "
            f'<span class="hint small">{self.doubt()}</span></p>\n{trouble}'
            f"{self.options(question.key, number, chosen)}</fieldset>\n"
        )

    def trouble(self, number: int, error: str) -> tuple[str, str]:
        """Return the error text above the answers and the attributes of the fieldset that point at it."""
        if not error:
            return "", ""
        sentence = escape(self.error_sentence(number, error))
        text = f'<p class="error" id="q{number}-fout">{sentence}</p>\n'
        return text, f' class="has-error" aria-describedby="q{number}-fout"'

    def error_sentence(self, number: int, error: str) -> str:
        """Return what is wrong with the answer to a question, unescaped."""
        topic = self.scan.questions[number - 1].title.in_language(self.language)
        return self.plain(f"answer.{error}", topic=topic)

    def progress(self, number: int) -> str:
        """Return `Vraag 5 van 7`."""
        return self.plain("question.progress", number=number, total=QUESTIONS)

    @kept
    def doubt(self) -> str:
        """Return the hint that stands with every question."""
        return escape(self.scan.doubt.in_language(self.language))

    def title(self, number: int, *, error: bool = False) -> str:
        """Return the title of a question page, unescaped."""
        topic = self.scan.questions[number - 1].title.in_language(self.language)
        return self.with_prefix(f"{self.progress(number)}: {topic}", error=error)

    def with_prefix(self, title: str, *, error: bool) -> str:
        """Return a title that says first that something is wrong."""
        return f"{self.plain('form.error-prefix')} {title}" if error else title


def question_page(book: QuestionBook, number: int, state: State, *, error: str = "", failed: bool = False) -> str:
    """Return the main part of the page with one question.

    `error` is a code of `read_answer` or `still-open`; `failed` says that the answers could not be stored.
    """
    question = book.scan.questions[number - 1]
    chosen = state.answer(number)
    trouble, described = book.trouble(number, error)
    summary = [(f"q{number}-A", book.error_sentence(number, error))] if error else []
    described = described or ' aria-describedby="uitleg"'
    order = f'<p class="hint small">{book.s("question.order")}</p>\n' if number == 1 else ""
    return (
        f"{_back(book, number, state)}{error_summary(book.language, summary)}{_failure(book, failed=failed)}"
        f'<form method="post" action="{book.to(f"/scan/vraag/{number}")}">\n{state.hidden()}'
        f'<p class="progress">{escape(book.progress(number))}</p>\n'
        f"<fieldset{described}><legend><h1>{book.topic[question.key]}</h1></legend>\n"
        f'<p class="lead">{escape(question.prompt.in_language(book.language))}</p>\n'
        f'<div id="uitleg">{order}<p class="hint small">{book.doubt()} {book.s("question.now")}</p></div>\n'
        f"{trouble}{book.options(question.key, number, chosen)}</fieldset>\n"
        f'<div class="buttons"><button class="button" type="submit">{_button(book, number, state)}</button></div>\n'
        f"</form>\n{_below(book, state)}"
    )


def _button(book: QuestionBook, number: int, state: State) -> str:
    if state.change:
        return book.s("question.save")
    if number == QUESTIONS:
        return book.s("question.finish")
    return book.t("question.next", number=number + 1)


def _back(book: QuestionBook, number: int, state: State) -> str:
    if state.change:
        return back_link(book.to(f"/uitkomst/{state.change}"), book.plain("question.back-result"))
    if number > 1:
        path = f"/scan/vraag/{number - 1}{state.query()}"
        return back_link(book.to(path), book.plain("question.back", number=number - 1))
    if state.previous:
        return back_link(book.to(f"/uitkomst/{state.previous}/opnieuw"), book.plain("question.back-start"))
    return back_link(book.to("/scan"), book.plain("question.back-start"))


def _below(book: QuestionBook, state: State) -> str:
    """Say how to go on later and how to start again, once something was chosen."""
    if state.change or not state.answers.strip("-"):
        return ""
    again = book.to(f"/scan/vraag/1?v={state.previous}" if state.previous else "/scan/vraag/1")
    return f'<p class="hint small">{book.s("question.later")} <a href="{again}">{book.s("question.restart")}</a></p>\n'


def _failure(book: QuestionBook, *, failed: bool) -> str:
    if not failed:
        return ""
    return notice(book.plain("save.failed.title"), book.plain("save.failed.text"), "danger")


def all_page(book: QuestionBook, state: State, errors: dict[int, str], *, nonce: str, failed: bool = False) -> str:
    """Return the main part of the page with all seven questions, filled in as in `state`."""
    numbers = range(1, QUESTIONS + 1)
    summary = [(f"q{number}-A", book.error_sentence(number, error)) for number, error in errors.items()]
    fields = "".join([book.fieldset(number, state.answer(number), errors.get(number, "")) for number in numbers])
    travels = "".join(
        f'<input type="hidden" name="{name}" value="{value}">'
        for name, value in (("v", state.previous), ("via", state.via))
        if value
    )
    back = f"/uitkomst/{state.previous}/opnieuw" if state.previous else "/scan"
    return (
        f"{back_link(book.to(back), book.plain('question.back-start'))}"
        f"{error_summary(book.language, summary)}{_failure(book, failed=failed)}"
        f"<h1>{book.s('all.title')}</h1>\n"
        f'<p class="lead">{book.s("all.lead")}</p>\n'
        f"<p>{book.s('question.order')} {book.s('question.now')}</p>\n"
        f'<form method="post" action="{book.to("/scan/alles")}">\n'
        f'<input type="hidden" name="f" value="{nonce}">{travels}\n{fields}'
        f'<div class="buttons"><button class="button" type="submit">{book.s("question.finish")}</button></div>\n'
        "</form>\n"
    )
