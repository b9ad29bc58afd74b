from . import (
    test_automation,
    test_delivery,
    test_handoff,
    test_rules,
    test_security,
    test_story_default,
    test_tours,
)
