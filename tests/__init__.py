from . import test_delivery, test_rules, test_security, test_story_default
