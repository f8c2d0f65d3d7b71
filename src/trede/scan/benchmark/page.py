"""The block that stands on an outcome page, and the page with three questions that leads to it."""

from collections.abc import Mapping

from django.utils.html import escape

from trede.core.advice import score_scan
from trede.core.benchmark import find
from trede.scan.benchmark.actions import CONTEXT
from trede.scan.benchmark.queries import newest
from trede.scan.benchmark.words import CODE, ComparisonBook, comparison_book, with_figures
from trede.scan.models import ScanResult
from trede.web.components import back_link, error_summary, notice

ELSEWHERE = "elders"
"""What a firm outside the region answers instead of a municipality."""
FIELDS = {"sector": "branche", "municipality": "gemeente", "size": "grootte"}
"""Fields of the model and their names in the form, in the order in which they are asked."""


def comparison_block(result: ScanResult, language: str) -> str:
    """Return the section about other firms for an outcome page; nothing for a questionnaire without a ladder.

    States: not asked (a link) · no frozen quarter yet · too few firms, also when a figure may not be shown for another
    reason (which one would tell something) · a group, with its name, and the narrower one it stands in for. No query
    for who was not asked, at most one a minute for the others.
    """
    words = comparison_book(language)
    if result.scan_key != words.scan.key:
        return ""
    return _block(words, result).replace(CODE, result.code)


def _block(words: ComparisonBook, result: ScanResult) -> str:
    if not any(getattr(result, name) for name in CONTEXT):
        return words.invitation()
    snapshot = newest.snapshot()
    if snapshot is None or (snapshot["scan"], snapshot["version"]) != (result.scan_key, result.version):
        return words.without_figures("new")
    found = find(snapshot["groups"], result.sector, result.size)
    if found is None:
        return words.without_figures("too-few")
    return with_figures(words, found, score_scan(words.scan, result.answers))


def options(words: ComparisonBook) -> dict[str, dict[str, str]]:
    """Return per field of the model what may be chosen: key to name, unescaped."""
    towns = {item.code: item.name for item in words.pack.info.municipalities}
    elsewhere = {ELSEWHERE: words.plain("compare.elsewhere", region=words.region)}
    return {"sector": words.sectors, "municipality": towns | elsewhere, "size": words.sizes}


def form_html(
    words: ComparisonBook,
    result: ScanResult,
    chosen: Mapping[str, str],
    *,
    wrong: tuple[str, ...] = (),
    failed: bool = False,
) -> str:
    """Return the main part of the page with three questions.

    `chosen` has the key per field, `wrong` the fields whose key is in no list, `failed` when storing did not work.
    """
    path = words.to(f"/uitkomst/{result.code}")
    errors = [(FIELDS[name], _unknown(words, name)) for name in wrong]
    trouble = (
        notice(words.plain("compare.failed.title"), words.plain("compare.failed.text"), "danger") if failed else ""
    )
    first = "" if newest.snapshot() else notice(words.plain("compare.new.title"), words.plain("compare.new.text"))
    fields = "".join(_field(words, name, chosen.get(name, ""), wrong=name in wrong) for name in FIELDS)
    given = any(getattr(result, name) for name in CONTEXT)
    erase = f'<button class="link" type="submit" name="wis" value="1">{words.s("compare.erase")}</button> '
    return (
        f"{error_summary(words.language, errors)}{trouble}{back_link(path, words.plain('question.back-result'))}"
        f'<h1>{words.s("compare.title")}</h1>\n<p class="lead">{words.s("compare.lead")}</p>\n{first}'
        f'<form class="reading" method="post" action="{path}/vergelijken">\n{fields}'
        f'<div class="buttons"><button class="button" type="submit">{words.s("compare.button")}</button> '
        f'{erase if given else ""}<a href="{path}">{words.s("compare.skip")}</a></div>\n</form>\n'
        f'<section aria-labelledby="waarom"><h2 id="waarom">{words.s("compare.why.title")}</h2>\n'
        f"<p>{words.s('compare.why.text')}</p>\n<p>{words.s('compare.why.kept')} "
        f'<a href="{words.to("/privacy")}">{words.s("site.privacy")}</a></p></section>\n'
    )


def _unknown(words: ComparisonBook, name: str) -> str:
    label = words.plain(f"compare.{name}").partition(" (")[0]
    return words.plain("compare.unknown", field=label)


def _field(words: ComparisonBook, name: str, chosen: str, *, wrong: bool) -> str:
    field = FIELDS[name]
    hint = f'<span class="hint" id="{field}-hint">{words.s("compare.size.hint")}</span>' if name == "size" else ""
    error = f'<span class="error" id="{field}-fout">{escape(_unknown(words, name))}</span>' if wrong else ""
    described = " ".join([f"{field}-hint"] * bool(hint) + [f"{field}-fout"] * wrong)
    state = f' aria-describedby="{described}"' if described else ""
    state += ' aria-invalid="true"' if wrong else ""
    rows = "".join(
        f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>{escape(label)}</option>'
        for key, label in options(words)[name].items()
    )
    return (
        f'<div class="field{" has-error" if wrong else ""}">'
        f'<label for="{field}">{words.s(f"compare.{name}")}</label>{hint}{error}'
        f'<select id="{field}" name="{field}"{state}><option value="">{words.s("compare.nothing")}</option>'
        f"{rows}</select></div>\n"
    )
