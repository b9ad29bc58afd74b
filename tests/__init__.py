from . import (
    test_attachments,
    test_automation,
    test_delivery,
    test_handoff,
    test_rules,
    test_screens,
    test_security,
    test_story_default,
    test_tours,
)
