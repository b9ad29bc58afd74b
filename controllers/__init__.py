from . import check, contacts
