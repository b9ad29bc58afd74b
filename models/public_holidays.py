"""Public holidays by country, from the maintained package ``holidays``.

The package is not needed to install the add-on: it is imported where days are counted.
"""

from functools import lru_cache


def country_holidays(code):
    """Return the public holidays of a country as a container of dates, which reads
    further years as they are asked for.

    :param code: ISO 3166-1 code, maybe empty.
    :raises ImportError: the package is not there.
    :raises LookupError: the package does not know the country.
    """
    import holidays

    return _calendar(holidays, code)


def known_holidays(code):
    """Return the same, or nothing where the holidays are not known: whoever counts on
    then knows the days of the week only."""
    try:
        return country_holidays(code)
    except (ImportError, LookupError):
        return ()


@lru_cache(maxsize=64)
def _calendar(holidays, code):
    try:
        return holidays.country_holidays(code)
    except (NotImplementedError, TypeError) as error:
        raise LookupError(code) from error
