"""Pure writers: frozen rows in, bytes out.

Nothing here knows Odoo, the clock or the database. A date is always an argument, so
that the same rows give the same bytes, today and in October.
"""
