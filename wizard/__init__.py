from . import (
    base_partner_merge,
    collection_accessory_wizard,
    collection_accessory_wizard_line,
    collection_bad_debt_wizard,
    collection_event_wizard,
    collection_handoff_wizard,
    collection_hold_wizard,
    collection_law_import,
    collection_law_import_line,
    collection_preview,
    collection_preview_line,
    collection_skip_wizard,
)
