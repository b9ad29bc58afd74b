"""What a mail server's refusal says: is the address dead, or was it something else?

The codes are those of RFC 5321 (three digits) and RFC 3463 (``5.1.1``).
"""

import re

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
BASIC = re.compile(r"(?<!\d)([245]\d\d)(?!\d)")
# Full mailbox; system trouble; network; protocol and content; policy, spam, our own
# sender refused. None of them is the address's fault.
NOT_THE_ADDRESS = (("2", "2"), ("3",), ("4",), ("5",), ("6",), ("7",))
ADDRESS_CODES = ("550", "551", "553")


def is_address_dead(words: str) -> bool:
    """Tell whether a refusal in a mail server's ``words`` is about the address itself.

    Without any code it is taken to be: who gets a failure report for an address does
    better to look at it.

    >>> is_address_dead("550 5.1.1 User unknown")
    True
    >>> is_address_dead("550 no such box")
    True
    >>> is_address_dead("552 5.2.2 Mailbox full")
    False
    >>> is_address_dead("550 5.7.1 Blocked by policy")
    False
    >>> is_address_dead("450 4.2.0 Greylisted, try again")
    False
    >>> is_address_dead("554 Transaction failed")
    False
    >>> is_address_dead("")
    True
    """
    enhanced = ENHANCED.search(words)
    if enhanced:
        kind, subject, detail = enhanced.groups()
        found = (subject, detail)
        return kind == "5" and not any(
            found[: len(one)] == one for one in NOT_THE_ADDRESS
        )
    basic = BASIC.search(words)
    return not basic or basic.group(1) in ADDRESS_CODES


REFUSED = re.compile(r"'([^'\s]+@[^'\s]+)': \((\d{3}), b?(['\"])(.*?)\3\)")


def refused_recipients(words: str) -> dict[str, str]:
    """Return ``{address: answer}`` of the recipients a server refused, as Python's
    ``SMTPRecipientsRefused`` puts it.

    >>> refused_recipients("SMTPRecipientsRefused: {'a@b.fr': (550, b'5.1.1 Unknown')}")
    {'a@b.fr': '550 5.1.1 Unknown'}
    >>> refused_recipients("SMTPSenderRefused: (550, b'no', 'x@y.fr')")
    {}
    """
    if "SMTPRecipientsRefused" not in words:
        return {}
    found = REFUSED.findall(words)
    return {address: f"{code} {text}" for address, code, _quote, text in found}


REPLY = re.compile(r"SMTP\w+: \((\d{3}), ")


def is_put_off(words: str) -> bool:
    """Tell whether a mail server only said "not now": it is asked again later.

    It is so when every answer in ``words``, as Python's smtplib puts it, begins with 4
    (RFC 5321, 4.2.1).

    >>> is_put_off("SMTPRecipientsRefused: {'a@b.fr': (450, b'4.2.0 Greylisted')}")
    True
    >>> is_put_off("SMTPDataError: (451, b'4.7.1 Try again later')")
    True
    >>> is_put_off("SMTPSenderRefused: (421, b'Too many', 'x@y.fr')")
    True
    >>> is_put_off("SMTPRecipientsRefused: {'a@b.fr': (550, b'5.1.1 Unknown')}")
    False
    >>> is_put_off("SMTPDataError: (554, b'No')"), is_put_off("")
    (False, False)
    """
    refused = refused_recipients(words)
    if refused:
        return all(answer.startswith("4") for answer in refused.values())
    found = REPLY.search(words)
    return bool(found) and found.group(1).startswith("4")
