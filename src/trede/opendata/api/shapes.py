"""The shapes of what goes in and comes out, as the OpenAPI document describes them."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

Letter = Literal["A", "B", "C", "D", "E", "F"]
Language = Literal["nl", "en"]


class Strict(Schema):
    """A body in which an unknown field is an error: a field with a typing mistake is not silently left out."""

    model_config = ConfigDict(extra="forbid")


class Texts(Schema):
    """A text in both languages."""

    nl: str
    en: str


class Context(Strict):
    """What a firm tells about itself to compare with others. Nothing of it is needed."""

    municipality: Annotated[str | None, Field(description="Name or CBS code of a municipality of the region")] = None
    sector: Annotated[str | None, Field(description="Sector key of the region")] = None
    size: Annotated[str | None, Field(description="Key of a size class, such as 10-49")] = None


class ScanIn(Strict):
    """The answers of one scan. A question that is left out is a blank."""

    scan: Annotated[str | None, Field(description="Key of the questionnaire; without it the region's own")] = None
    answers: Annotated[dict[str, Letter], Field(min_length=1, description="Topic key to the letter that was chosen")]
    context: Context | None = None

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "scan": "mkb-zelfscan",
                "answers": {
                    "tools": "C",
                    "data": "C",
                    "processes": "C",
                    "skills": "C",
                    "safety": "D",
                    "ai": "D",
                    "strategy": "D",
                },
                "context": {"municipality": "Assen", "sector": "bouw", "size": "10-49"},
            }
        },
    )


class NextStep(Schema):
    """One next step."""

    topic: str
    band: str
    text: str


class ReasonOut(Schema):
    """Why the rule came to this."""

    code: str
    text: str
    source: str


class Score(Schema):
    """What the rule makes of the answers: the document of `trede score --json`."""

    scan: str
    rule: str
    pack: str
    answers: Annotated[str, Field(description="One letter per question, - for a blank")]
    phase: str | None
    between: list[str] | None
    toward: str | None
    still_in: str | None
    pattern: str | None
    provisional: bool
    attention: list[str]
    cyber: str | None
    next_steps: list[NextStep]
    instruments: list[str]
    doors: list[str]
    reasons: list[ReasonOut]


class ScanOut(Score):
    """A stored scan. Who has the code can read it: keep it as a secret."""

    code: str
    url: str


class RungOut(Schema):
    """One rung of the ladder, lowest first."""

    key: str
    place: int
    name: Texts
    meaning: Texts
    stage: str


class LadderOut(Schema):
    """The ladder of the region."""

    region: str
    pack: str
    source: str
    rungs: list[RungOut]


class OptionOut(Schema):
    """One answer a question offers."""

    key: str
    text: Texts


class QuestionOut(Schema):
    """One question of a questionnaire."""

    key: str
    number: int
    title: Texts
    prompt: Texts
    options: list[OptionOut]
    source: str


class PageOut(Schema):
    """One page of a list, in the shape of HSDS 3.0."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool


class QuestionPage(PageOut):
    """Questions."""

    contents: list[QuestionOut]


class InstrumentOut(Schema):
    """A voucher, subsidy or programme. An indication, never a promise."""

    key: str
    name: Texts
    kind: str
    rungs: list[str]
    what: Texts
    status: str
    status_note: Texts
    url: str | None
    source: str


class InstrumentPage(PageOut):
    """Instruments."""

    contents: list[InstrumentOut]


class IndicatorOut(Schema):
    """The definition of one indicator."""

    key: str
    number: int
    version: str
    name: Texts
    question: Annotated[str, Field(description="Which of the three questions it answers: reach, steps or talent")]
    numerator: Texts
    denominator: Texts | None
    unit: Texts
    owner: Texts
    events: list[str]
    limits: Texts
    source: str


class IndicatorPage(PageOut):
    """Indicators."""

    contents: list[IndicatorOut]


class CellOut(Schema):
    """One figure as text, or the reason why it is not shown."""

    cell: str
    unit: str
    text: str | None
    reason: str | None


class FigureOut(Schema):
    """One indicator in one period, after disclosure control."""

    key: str
    number: int
    version: str
    measured: bool
    headline: str
    cells: list[CellOut]
    base: dict[str, Any] | None
    period: str
    status: str
    known_on: str
    pack: str


class Licence(Schema):
    """What may be done with it."""

    name: str
    url: str


class Distribution(Schema):
    """One file of a dataset."""

    form: str
    media_type: str
    url: str


class Change(Schema):
    """What a version of the columns brought."""

    day: Annotated[date, Field(description="Day on which it came")]
    version: str
    text: Texts


class DatasetOut(Schema):
    """One dataset: what is in it and where its files stand. Without files it is not there yet."""

    key: str
    title: Texts
    description: Texts
    origin: Texts
    licence: Licence
    version: Annotated[str, Field(description="Version of the columns; a column less is a new major one")]
    frequency: Annotated[str, Field(description="How often it is renewed, in the words of the EU's list")]
    present: bool
    page: str
    table_schema: Annotated[str, Field(description="Address of the Table Schema of the columns")]
    files: list[Distribution]
    changes: list[Change]


class DatasetPage(PageOut):
    """Datasets."""

    contents: list[DatasetOut]


class EventOut(Schema):
    """Something to go to."""

    id: str
    title: str
    starts_on: date
    place: str | None
    organization: str
    url: str | None


class AgendaPage(PageOut):
    """What is on. `note` says why the list is empty."""

    note: Texts | None
    contents: list[EventOut]


class OpenPage(PageOut):
    """A page of documents in a shape of their own standard."""

    contents: list[dict[str, Any]]


class OpenRecord(Schema):
    """A document in the shape of its own standard."""

    model_config = ConfigDict(extra="allow")


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    status: int
    title: str
    detail: str
    code: str | None = None
    errors: list[dict[str, Any]] | None = None
