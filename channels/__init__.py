from . import base, email, letter, phone, post_base, registered, sms, visit

# isort: split
# What follows inherits what stands above.
from . import lre, post_file_drop
