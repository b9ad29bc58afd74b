from . import base, email, letter, phone, registered, visit
