"""Compare the French translation with the texts of the add-on.

python dev/check_translation.py TEXTS.pot I18N_FOLDER SAME_WORDS [--update]
"""

import re
import sys
from collections import Counter
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\{.*?\}\}")
TAG = re.compile(r"<[^>]*>")
# attributes that say something; the others are code and stay as they are
SPOKEN = re.compile(r'\b(alt|aria-label|placeholder|title)="[^"]*"')
# a straight apostrophe, or a space that may break before or within « : ; ? ! »
CARELESS = re.compile(r"\w'\w| [:;?!»]|« ")
LETTER = re.compile(r"[^\W\d_]")
TEMPLATE = "account_collection.pot"


def main(texts, folder, same_words, *options):
    texts, folder = polib.pofile(texts), Path(folder)
    if "--update" in options:
        update(texts, folder)
    french = folder / "fr.po"
    if not french.exists():
        print(f"{french} is missing: dev/check-translation --update writes it")
        return 1
    same = set(Path(same_words).read_text(encoding="utf-8").splitlines())
    problems = [*compare(texts, polib.pofile(french), same), *template(texts, folder)]
    for kind, count in Counter(kind for kind, _text in problems).items():
        print(f"{kind}: {count}")
    for kind, text in problems:
        print(f"  {kind}: {short(text)}")
    if not problems:
        print(f"translation: {len(texts)} texts, all in French")
    return 1 if problems else 0


def compare(texts, french, same):
    """Yield kind and text of each problem."""
    known = {one.msgid: one for one in french if not one.obsolete}
    for text in texts:
        found = known.pop(text.msgid, None)
        if found is None or not found.msgstr:
            yield "not translated", text.msgid
        elif found.fuzzy:
            yield "marked fuzzy", text.msgid
        elif parts(found.msgid) != parts(found.msgstr):
            yield "placeholders or tags differ", text.msgid
        elif CARELESS.search(said(found.msgstr)):
            yield "not as French is set", found.msgstr
        elif found.msgstr == found.msgid and is_word(found, same):
            yield "equal to its source, not on the list", text.msgid
    for msgid in known:
        yield "stale, no longer in the add-on", msgid
    for one in french.obsolete_entries():
        yield "stale, marked obsolete", one.msgid


def parts(text):
    """
    >>> parts("%(b)s <b>%(a)s</b>") == parts("<b>%(a)s</b> %(b)s")
    True
    >>> parts('<b t-if="a != b"/>') == parts('<b t-if="a\\u00a0!= b"/>')
    False
    """
    tags = [SPOKEN.sub("", tag) for tag in TAG.findall(text)]
    return Counter(PLACEHOLDER.findall(text)), Counter(tags)


def said(text):
    """What is left for the reader: no tags, no placeholders."""
    return PLACEHOLDER.sub("", TAG.sub("", text))


def is_word(entry, same):
    """Whether a text says something: without tags and placeholders letters are left."""
    return LETTER.search(said(entry.msgid)) and entry.msgid not in same


def template(texts, folder):
    """The template in i18n/ is what translators start from: keep it as it would be."""
    file = folder / TEMPLATE
    ours = {one.msgid for one in polib.pofile(file)} if file.exists() else set()
    if ours != {one.msgid for one in texts}:
        yield f"i18n/{TEMPLATE} is old", "dev/check-translation --update writes it"


def update(texts, folder):
    folder.mkdir(exist_ok=True)
    for name in list(texts.metadata):
        if name.endswith("-Date"):
            # else each update would change the files
            texts.metadata[name] = ""
    texts.save(str(folder / TEMPLATE))
    file = folder / "fr.po"
    known = {}
    french = polib.POFile(wrapwidth=78)
    if file.exists():
        old = polib.pofile(file)
        french.header, french.metadata = old.header, old.metadata
        known = {one.msgid: one.msgstr for one in old if one.msgstr}
    else:
        french.metadata = {**texts.metadata, "Language": "fr"}
        french.metadata["Plural-Forms"] = "nplurals=2; plural=(n > 1);"
    for text in texts:
        text.msgstr = known.get(text.msgid, "")
        french.append(text)
    french.save(str(file))


def short(text):
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:97]}…"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
