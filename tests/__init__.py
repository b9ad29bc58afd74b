from . import (
    test_attachments,
    test_automation,
    test_delivery,
    test_export_dossier,
    test_export_files,
    test_export_history,
    test_handoff,
    test_rules,
    test_security,
    test_story_default,
    test_tours,
)
