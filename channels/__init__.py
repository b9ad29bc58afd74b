from . import base, email, letter, phone, registered, sms, visit
