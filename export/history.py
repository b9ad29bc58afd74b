"""History of exchanges: every e-mail, letter and call in full, in order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Paragraph,
    Spacer,
    Table,
)

from .dossier_rows import Claim
from .formats import ENGLISH, Formats
from .labels import HistoryLabels
from .page import (
    ACCENT,
    BAND,
    CONTENT_WIDTH,
    HAIRLINE,
    MUTED,
    Frames,
    Sheet,
    masthead,
    render,
)
from .text import ExportError, clip
from .typeface import Typeface, find_typeface

SENT, RECEIVED = "out", "in"

_NAME_LIMIT = 160
_SUBJECT_LIMIT = 300
_LIST_LIMIT = 900
_INDENT = 5 * mm
# a head never stands alone at the foot of a page
_HEAD_ROOM = 38 * mm


@dataclass(frozen=True)
class Exchange:
    """One message, letter or call.

    :param when: date, or datetime already in the reader's time zone
    :param str direction: SENT or RECEIVED
    :param str channel: word for it ("E-mail", "Registered letter")
    :param str party: who it went to or came from
    :param body: paragraphs of plain text, line breaks kept
    :param attachments: file names
    :param str proof: what shows that it left or arrived
    :param str sha256: of the frozen document, if there is one
    """

    when: date
    direction: str
    channel: str
    party: str
    subject: str
    body: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    proof: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if self.direction not in (SENT, RECEIVED):
            raise ExportError(
                f"The direction {self.direction!r} of “{self.subject}” is neither "
                f"{SENT!r} nor {RECEIVED!r}: say who wrote."
            )


def write_history(
    claim: Claim,
    exchanges: Sequence[Exchange],
    labels: HistoryLabels | None = None,
    formats: Formats = ENGLISH,
    typeface: Typeface | None = None,
) -> bytes:
    """Return the history as a PDF, oldest first; same rows, same bytes.

    :param claim: for its parties, date and reference
    :param exchanges: in any order; those of one moment keep theirs
    """
    labels = labels or HistoryLabels()
    sheet = Sheet(typeface or find_typeface())
    ordered = sorted(exchanges, key=lambda row: moment(row.when))
    parties = {"creditor": claim.creditor.name, "debtor": claim.debtor.name}
    subtitle = labels.subtitle % parties
    period = _period(ordered, labels, formats)
    story = masthead(sheet, labels.title, subtitle, period)
    if not ordered:
        story.append(sheet.text(labels.none))
    for exchange in ordered:
        story += _block(exchange, labels, formats, sheet)
    frames = Frames(
        title=f"{labels.title} – {claim.debtor.name}",
        author=claim.creditor.name,
        running=f"{labels.title} – {subtitle}",
        page=labels.page,
        left=claim.reference,
    )
    return render(story, frames, sheet.typeface)


def moment(value: date) -> datetime:
    """Return what dates and datetimes are sorted by: a date stands for its morning.

    >>> moment(date(2026, 1, 5))
    datetime.datetime(2026, 1, 5, 0, 0)
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time())


def _period(
    ordered: Sequence[Exchange], labels: HistoryLabels, formats: Formats
) -> str:
    if not ordered:
        return ""
    return labels.period % {
        "start": formats.day(moment(ordered[0].when).date()),
        "end": formats.day(moment(ordered[-1].when).date()),
        "count": len(ordered),
    }


def _block(
    exchange: Exchange, labels: HistoryLabels, formats: Formats, sheet: Sheet
) -> list[Flowable]:
    """Return the head of one exchange, its whole text, and what proves it."""
    body = [text for text in exchange.body if text.strip()]
    style = sheet.style("body", leftIndent=_INDENT, spaceAfter=2.2 * mm)
    story: list[Flowable] = [
        CondPageBreak(_HEAD_ROOM),
        _head(exchange, labels, formats, sheet),
        Spacer(0, 3 * mm),
    ]
    story += [Paragraph(sheet.typeface.markup(text), style) for text in body]
    if not body:
        story.append(sheet.text(labels.no_text, "small", leftIndent=_INDENT))
    story += _foot(exchange, labels, sheet)
    return [*story, Spacer(0, 8 * mm)]


def _head(
    exchange: Exchange, labels: HistoryLabels, formats: Formats, sheet: Sheet
) -> Table:
    """Return date, direction, channel and party above the subject.

    What we sent bears a blue bar on the left, what came in a grey one.
    """
    sent = exchange.direction == SENT
    word = labels.sent if sent else labels.received
    party = clip(exchange.party, _NAME_LIMIT)
    words = f"{word} · {clip(exchange.channel, 60)} · {party}"
    subject = clip(exchange.subject, _SUBJECT_LIMIT) or "—"
    cells = [
        [
            sheet.text(words, "small", textColor=ACCENT if sent else MUTED),
            sheet.text(formats.when(exchange.when), "small", right=True),
        ],
        [sheet.text(subject, "subheading", bold=True), ""],
    ]
    widths = [CONTENT_WIDTH - 42 * mm, 42 * mm]
    return sheet.table(cells, widths, _head_style(sent))


def _head_style(sent: bool) -> list[tuple]:
    return [
        ("SPAN", (0, 1), (1, 1)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, -1), BAND),
        ("LINEBEFORE", (0, 0), (0, -1), 2.4, ACCENT if sent else MUTED),
        ("LINEBELOW", (0, 1), (-1, 1), 0.4, HAIRLINE),
        ("LEFTPADDING", (0, 0), (-1, -1), _INDENT),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3 * mm),
        ("TOPPADDING", (0, 0), (-1, 0), 2.2 * mm),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 0.6 * mm),
        ("TOPPADDING", (0, 1), (-1, 1), 0),
        ("BOTTOMPADDING", (0, 1), (-1, 1), 2.6 * mm),
    ]


def _foot(exchange: Exchange, labels: HistoryLabels, sheet: Sheet) -> list[Flowable]:
    pairs = (
        (labels.attachments, ", ".join(exchange.attachments)),
        (labels.proof, exchange.proof),
        (labels.sha256, exchange.sha256),
    )
    return [
        sheet.text(
            labels.pair % {"label": label, "value": clip(value, _LIST_LIMIT)},
            "small",
            leftIndent=_INDENT,
        )
        for label, value in pairs
        if value.strip()
    ]
