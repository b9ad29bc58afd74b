from . import test_rules, test_story_default
