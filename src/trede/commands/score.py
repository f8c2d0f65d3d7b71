"""`trede score`: the outcome of one scan, as text for people or as one JSON document."""

import argparse
import json
import re
from collections.abc import Mapping

from trede.core import baseline, four_answers, readiness, scan
from trede.core.advice import advise, outcome_document, score_scan
from trede.core.errors import InputError
from trede.core.explain import explain, reason_texts
from trede.core.four_answers import check_rule
from trede.core.pack import Pack, Scan
from trede.core.rules import RULES
from trede.regions import registry

_ANSWERS = re.compile(r"-[A-Fa-f-]+")
_ANSWERS_HELP = "one letter A–F per question, - for a blank: CCCCDDD; for a check words: ja,deels,nee,weet-niet,-"
_WRAP = 100
_HEADLINES = {
    baseline.RULE: ("reached", "score.baseline-reached", "score.baseline-not-reached"),
    readiness.RULE: ("go", "check.ai.yes", "check.ai.no"),
}
"""Rule of a check to the key of its outcome and the texts for yes and no."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `trede score`."""
    parser.add_argument("answers", metavar="ANSWERS", help=_ANSWERS_HELP)
    parser.add_argument("--region", metavar="R", help="region pack (default: TREDE_REGION, else drenthe)")
    parser.add_argument("--scan", metavar="S", help="questionnaire of the pack (default: the pack's own)")
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="language of the texts (default: nl)")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def arrange(arguments: list[str]) -> list[str]:
    """Put answers that start with a blank (`-CCDDDD`) where argparse does not take them for an option."""
    if "--" in arguments:
        return arguments
    answers = [argument for argument in arguments if _ANSWERS.fullmatch(argument)]
    return [argument for argument in arguments if argument not in answers] + (["--", *answers] if answers else [])


def run(options: argparse.Namespace) -> int:
    """Score and print. Raises InputError for answers, a scan or a region that do not exist, PackErrors for the pack."""
    pack = registry.pack(options.region, schemes=False)
    questionnaire = find_scan(pack, options.scan or pack.info.default_scan)
    document: Mapping[str, object]
    if questionnaire.rule in _HEADLINES:
        given = {"answers": _four_answers(questionnaire, options.answers)}
        document = RULES[questionnaire.rule].run(pack, questionnaire, given, options.language)
        lines = _check_lines(pack, document, options.language)
    else:
        check_rule(questionnaire, scan.RULE)
        answers = scan.parse_answers(options.answers, len(questionnaire.questions))
        outcome = score_scan(questionnaire, answers)
        document = outcome_document(pack, questionnaire, outcome, options.language)
        lines = _outcome_lines(pack, questionnaire, outcome, options.language)
    if options.json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        print("\n".join(lines))
    return 0


def find_scan(pack: Pack, key: str) -> Scan:
    """Return the questionnaire `key` of the pack. Raises InputError that lists what there is."""
    if key not in pack.scans:
        names = ", ".join(pack.scans)
        raise InputError(
            "unknown-scan",
            f"Er is geen scan ‘{key}’. Kies uit: {names}.",
            f"There is no scan '{key}'. Choose one of: {names}.",
        )
    return pack.scans[key]


def _outcome_lines(pack: Pack, questionnaire: Scan, outcome: scan.Outcome, language: str) -> list[str]:
    advice = advise(pack, questionnaire, outcome)
    titles = {question.key: question.title.in_language(language) for question in questionnaire.questions}
    steps = [f"{titles[step.topic]}: {step.text.in_language(language)}" for step in advice.next_steps]
    instruments = [item.name.in_language(language) for item in pack.instruments if item.key in advice.instruments]
    lines = [_headline(pack, outcome, language)]
    if outcome.provisional:
        lines.append(pack.text("score.provisional", language))
    lines += _block(pack, "reasons", reason_texts(pack, questionnaire, explain(outcome), language), language)
    lines += _block(pack, "next-steps", steps, language)
    lines += _block(pack, "doors", [pack.organisation(key).name for key in advice.doors], language)
    nothing = [pack.text("score.no-instrument", language)]
    return lines + _block(pack, "instruments", instruments or nothing, language)


def _headline(pack: Pack, outcome: scan.Outcome, language: str) -> str:
    """Return the outcome in one sentence. A mixed picture names no rung."""
    if outcome.phase is None:
        return pack.text("score.none", language)
    if not outcome.headlines:
        return pack.text("score.mixed", language)
    names = {rung.key: rung.name.in_language(language) for rung in pack.ladder.rungs}
    if outcome.between is not None:
        low, high = outcome.between
        return pack.text("score.between", language, rung_low=names[low], rung_high=names[high])
    other = outcome.toward or outcome.still_in
    if other is not None:
        return pack.text(f"score.{outcome.pattern}", language, rung=names[outcome.phase], rung_other=names[other])
    return pack.text("score.outcome", language, rung=names[outcome.phase])


def _block(pack: Pack, name: str, lines: list[str], language: str) -> list[str]:
    import textwrap

    heading = ["", pack.text(f"score.heading-{name}", language)] if lines else []
    wrapped = [textwrap.fill(line, _WRAP, initial_indent="- ", subsequent_indent="  ") for line in lines]
    return heading + wrapped


def _four_answers(questionnaire: Scan, text: str) -> dict[str, str | None]:
    """Return `ja,deels,nee,weet-niet,-` as answers per question. Raises InputError when the number is wrong."""
    given = [part.strip().lower() for part in text.split(",")]
    keys = [question.key for question in questionnaire.questions]
    if len(given) != len(keys):
        raise InputError(
            "wrong-number-of-answers",
            f"Er zijn {len(keys)} antwoorden nodig, met een komma ertussen. Je gaf er {len(given)}.",
            f"{len(keys)} answers with commas are needed ({', '.join(four_answers.ANSWERS)} or -), "
            f"{len(given)} were given.",
        )
    return {key: None if answer == scan.BLANK else answer for key, answer in zip(keys, given, strict=True)}


def _check_lines(pack: Pack, document: Mapping[str, object], language: str) -> list[str]:
    """Return the outcome of a check: the headline, why, what to do."""
    key, yes, no = _HEADLINES[str(document["rule"])]
    lines = [pack.text(yes if document[key] else no, language)]
    for name, key in (("reasons", "reasons"), ("next-steps", "next_steps")):
        items = document[key]
        texts = [item["text"] for item in items] if isinstance(items, list) else []
        lines += _block(pack, name, texts, language)
    return lines
