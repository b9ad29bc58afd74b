from . import collection_hold_wizard, collection_skip_wizard
