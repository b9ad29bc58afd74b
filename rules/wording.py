"""Letter lint: what a text says that it must not, and what it does not say but must.

A consumer is asked for the costs of the reminder:

>>> letter = Letter("Frais de relance : 15 €. Merci.", "reminder", "consumer")
>>> [(one.code, one.sentence) for one in check(letter) if one.blocks]
[('consumer_costs', 'Frais de relance : 15 €.'), ('amount', 'Frais de relance : 15 €.')]

The court is seized (*saisie*) of a case, goods are seized in another sense:

>>> case = Letter("La juridiction compétente sera saisie.", "formal", "business")
>>> check(case)[0].code
'formal_words'
>>> one = check(Letter("À défaut, saisie imminente !", "reminder", "business"))[0]
>>> one.code, one.article
('seizure', 'art. L121-6 C. conso. ; art. 433-13 C. pén.')

Each pattern names its article. The law has no list of what a formal notice must say:
the mentions required here are what a judge appreciates (art. 1344 C. civ.): nature,
cause and extent of what is owed, the delay, the consequence.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from . import wording_lists as lists

FORBIDDEN = "forbidden"
ADVICE = "advice"
KINDS = ("courtesy", "reminder", "formal", "script", "other")
FORMAL_ARTICLE = "art. 1344 C. civ."
TONE_ARTICLE = "art. L121-6 C. conso."
LEDGER = "the ledger"

_BLOCKS = re.compile(r"</?(?:p|div|li|ul|ol|tr|td|th|h\d|table|br|blockquote)\b[^>]*>")
_TAGS = re.compile(r"<[^>]+>")
_HIDDEN = re.compile(r"<(style|script|title)\b.*?</\1>|<!--.*?-->", re.S | re.I)
_SENTENCE = re.compile(r"(?<=[.!?;])(?<!\b[A-Za-z]\.)(?<!\b[Aa]rt\.)\s+(?=[^a-z])|\n+")
_FIGURE = r"(?:\d{1,3}(?:[ .,'\u2019]\d{3})+|\d+)(?:[.,]\d{1,3})?(?![.,]?\d)"
_MONEY = re.compile(
    rf"(?P<before>[€$£]|\b(?:EUR|USD|GBP|CHF)) ?(?P<a>{_FIGURE})"
    rf"|(?<![\w.,/-])(?P<b>{_FIGURE}) ?(?P<after>[€$£]|(?:EUR|USD|GBP|CHF|euros?)\b)"
)
_CAPITAL = re.compile(r"\bcapital\b")


@dataclass(frozen=True)
class Letter:
    """A text as it would leave, and the facts it must agree with.

    ``text``: HTML or plain; ``kind``: one of :data:`KINDS`; ``debtor_class``:
    ``business``, ``consumer``, ``public`` or ``None``; ``amounts``: every amount of the
    notice, in units of its currency, ``None`` where they are not known; ``required``:
    for each mention the texts of which one must occur; ``names``: proper names, which
    are not words; ``has_title``: an enforceable title exists; ``may_hand_off``: the
    next step is a third party; ``has_words``: the word lists know its language, else
    what a text must say in words is left to its reader.
    """

    text: str
    kind: str
    debtor_class: str | None = None
    amounts: frozenset[Decimal] = frozenset()
    required: tuple[tuple[str, tuple[str, ...]], ...] = ()
    names: tuple[str, ...] = ()
    has_title: bool = False
    claims_accessories: bool = False
    may_hand_off: bool = False
    has_words: bool = True


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``sentence`` is empty where something is missing."""

    code: str
    sentence: str
    article: str
    severity: str = FORBIDDEN

    @property
    def blocks(self) -> bool:
        """Tell whether the letter must not leave like this."""
        return self.severity == FORBIDDEN


def knows(lang: str | None) -> bool:
    """Tell whether the word lists are written in a language.

    >>> knows("fr_BE"), knows("en_US"), knows("de_DE"), knows(None)
    (True, True, False, False)
    """
    return (lang or "")[:2] in lists.LANGUAGES


@lru_cache(maxsize=5000)
def plain(text: str) -> str:
    """Return a text in lower case, without accents, its spaces and apostrophes alike.

    >>> plain("L’Échéance\\u202fdu\\xa0JOUR")
    "l'echeance du jour"
    """
    text = unicodedata.normalize("NFKD", text.replace("\u2019", "'").casefold())
    text = "".join(one for one in text if not unicodedata.combining(one))
    return re.sub(r"\s+", " ", text).strip()


def sentences(text: str) -> list[str]:
    """Return the sentences of HTML or plain text; each cell of a table is one.

    >>> sentences("<p>One. Two!</p><td>3,00 €</td><style>p {}</style>")
    ['One.', 'Two!', '3,00 €']
    """
    text = _BLOCKS.sub("\n", _HIDDEN.sub(" ", text))
    text = html.unescape(_TAGS.sub("", text))
    lines = (re.sub(r"[^\S\n]+", " ", one) for one in text.split("\n"))
    parts = (part.strip() for line in lines for part in _SENTENCE.split(line))
    return [part for part in parts if part]


def check(letter: Letter) -> list[Finding]:
    """Return what is wrong with a letter, worst first, each finding once."""
    said = sentences(letter.text)
    found = [
        *_forbidden(letter, said),
        *_wrong_amounts(letter, said),
        *_missing(letter, said),
        *_tone(letter, said),
        *_unread(letter),
    ]
    return sorted(dict.fromkeys(found), key=lambda one: one.severity != FORBIDDEN)


def amounts_in(sentence: str) -> list[Decimal]:
    """Return the sums of money in a sentence, as French and English write them.

    >>> amounts_in("1 234,56 € et 40 euros, € 1,200.50 ou EUR 12.5")
    [Decimal('1234.56'), Decimal('40'), Decimal('1200.50'), Decimal('12.5')]
    >>> amounts_in("10 jours, 12,15 %, FAC/2026/00040")
    []
    """
    text = re.sub(r"[\u202f\xa0]", " ", sentence)
    return [_number(one["a"] or one["b"]) for one in _MONEY.finditer(text)]


def _number(figure: str) -> Decimal:
    """Read a figure: the last mark is the decimal one unless three digits follow it.

    >>> _number("1.234,5"), _number("1,234")
    (Decimal('1234.5'), Decimal('1234'))
    """
    figure = re.sub(r"[ '\u2019]", "", figure)
    cut = max(figure.rfind("."), figure.rfind(","))
    if cut < 0 or len(figure) - cut == 4:
        return Decimal(re.sub(r"[.,]", "", figure))
    whole = re.sub(r"[.,]", "", figure[:cut])
    return Decimal(f"{whole}.{figure[cut + 1 :]}")


@cache
def _compiled(pattern: str) -> re.Pattern:
    return re.compile(pattern)


def _without(text: str, names: Iterable[str]) -> str:
    """Return a plain text without the proper names in it."""
    for name in sorted(filter(None, map(plain, names)), key=len, reverse=True):
        text = text.replace(name, " … ")
    return text


def _forbidden(letter: Letter, said: list[str]) -> Iterable[Finding]:
    words = [_without(plain(one), letter.names) for one in said]
    whole = "\n".join(words)
    classes = {letter.debtor_class} if letter.debtor_class else lists.ALL
    for rule in lists.FORBIDDEN:
        pattern = _compiled(rule.pattern)
        # Nearly always nothing: one look at the whole, then at each sentence.
        if not classes <= rule.classes or (rule.unless_title and letter.has_title):
            continue
        if rule.unless_owed in (letter.amounts or ()):
            continue
        if not pattern.search(whole):
            continue
        for sentence, text in zip(said, words, strict=True):
            if any(
                not (rule.unless_denied and _is_denied(text, hit))
                for hit in pattern.finditer(text)
            ):
                yield Finding(rule.code, sentence, rule.article)


def _is_denied(text: str, hit: re.Match) -> bool:
    """Tell whether the clause around a match denies it.

    >>> def denied(text):
    ...     return _is_denied(text, re.search("saisie", text))
    >>> denied("sans jugement, aucune saisie"), denied("nous ne ferons pas de saisie")
    (True, True)
    >>> denied("sans reglement, saisie"), denied("si vous ne payez pas c'est la saisie")
    (False, False)
    """
    start = max(text.rfind(mark, 0, hit.start()) for mark in ",;:") + 1
    if _compiled(lists.NONE_OF_IT).search(text[start : hit.start()]):
        return True
    end = min(text.find(mark, hit.end()) % (len(text) + 1) for mark in ",;:")
    clause = text[start:end]
    denied = _compiled(lists.DENIED).search(clause)
    return bool(denied and not _compiled(lists.CONDITION).search(clause))


def _wrong_amounts(letter: Letter, said: list[str]) -> Iterable[Finding]:
    if letter.amounts is None or letter.kind == "script":
        return
    for sentence in said:
        text = _without(plain(sentence), letter.names)
        if _CAPITAL.search(text):
            continue
        if any(one not in letter.amounts for one in amounts_in(sentence)):
            yield Finding("amount", sentence, LEDGER)


def _missing(letter: Letter, said: list[str]) -> Iterable[Finding]:
    text = plain(" ".join(said))
    for code, choices in letter.required:
        if not any(plain(one) in text for one in choices if one):
            yield Finding(code, "", FORMAL_ARTICLE)
    if letter.kind == "formal" and letter.has_words:
        wanted = [
            ("formal_words", lists.FORMAL_WORDS),
            ("consequence", lists.CONSEQUENCE),
        ]
        if letter.may_hand_off:
            wanted.append(("third_party", lists.THIRD_PARTY))
        for code, pattern in wanted:
            if not _compiled(pattern).search(text):
                yield Finding(code, "", FORMAL_ARTICLE)
    if letter.kind == "formal":
        yield from _missing_basis(letter, text)


def _missing_basis(letter: Letter, text: str) -> Iterable[Finding]:
    basis = lists.BASES.get(letter.debtor_class)
    if basis and letter.claims_accessories and not _compiled(basis[0]).search(text):
        yield Finding("basis", "", basis[1])


def _unread(letter: Letter) -> Iterable[Finding]:
    """A person must know what was not read.

    >>> german = Letter("Zahlen Sie bitte 10 €.", "formal", "business", has_words=False)
    >>> [(one.code, one.severity) for one in check(german)]
    [('amount', 'forbidden'), ('unread', 'advice')]
    """
    if not letter.has_words:
        yield Finding("unread", "", FORMAL_ARTICLE, ADVICE)


def _tone(letter: Letter, said: list[str]) -> Iterable[Finding]:
    words = [plain(one) for one in said]
    pattern = {
        "courtesy": lists.THREATS,
        "reminder": lists.MAKES_FORMAL,
    }.get(letter.kind)
    for sentence, text in zip(said, words, strict=True):
        if pattern and _compiled(pattern).search(text):
            yield Finding("tone", sentence, FORMAL_ARTICLE)
        if letter.kind != "script" and "!!" in sentence:
            yield Finding("shouting", sentence, TONE_ARTICLE, ADVICE)
