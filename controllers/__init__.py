from . import contacts
