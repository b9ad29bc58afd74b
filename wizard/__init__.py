from . import collection_import_mixin

# isort: split
# What follows inherits what stands above.
from . import (
    base_partner_merge,
    collection_accessory_wizard,
    collection_accessory_wizard_line,
    collection_bad_debt_wizard,
    collection_einvoice_import,
    collection_einvoice_import_line,
    collection_event_wizard,
    collection_handoff_wizard,
    collection_hold_wizard,
    collection_law_import,
    collection_law_import_line,
    collection_message_wizard,
    collection_outcome_wizard,
    collection_post_import,
    collection_post_import_line,
    collection_preview,
    collection_preview_line,
    collection_proof_void_wizard,
    collection_receipt_wizard,
    collection_skip_wizard,
    collection_start_wizard,
    collection_start_wizard_line,
)
