from odoo.tests import Form, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTones(CollectionCommon):
    """The tone of a policy rises and never falls; one that does is told to its owner,
    who may have a reason."""

    def test_no_policy_that_ships_falls(self):
        ready = self.env["collection.policy"].with_context(active_test=False)
        for policy in ready.search([("is_ready", "=", True)]):
            with self.subTest(policy.name):
                self.assertFalse(policy.tone_warning)

    def test_a_fall_is_named_with_the_stage_before_it(self):
        stages = self.policy.stage_ids.filtered(lambda one: one.action == "notice")
        for stage, tone in zip(
            stages, ("courtesy", "friendly", "firm", "firm", "formal"), strict=True
        ):
            stage.tone = tone
        self.assertFalse(self.policy.tone_warning)
        stages[3].tone = "friendly"
        self.assertEqual(
            self.policy.tone_warning,
            "The tone falls: “Phone call” (Friendly) after “Second reminder” (Firm).",
        )
        # The highest counts, not the one just before.
        stages[4].tone = "friendly"
        self.assertEqual(self.policy.tone_warning.count("Second reminder"), 2)

    def test_what_says_nothing_has_no_tone(self):
        stages = self.policy.stage_ids
        self.assertEqual(stages[-1].action, "handoff")
        stages.filtered(lambda one: one.action == "notice").tone = "firm"
        stages[-1].tone = "courtesy"
        self.assertFalse(self.policy.tone_warning)

    def test_an_archived_stage_does_not_count(self):
        stages = self.policy.stage_ids
        stages.tone = "friendly"
        stages[0].tone = "formal"
        self.assertTrue(self.policy.tone_warning)
        stages[0].active = False
        self.policy.invalidate_recordset()
        self.assertFalse(self.policy.tone_warning)

    def test_the_form_warns_while_it_is_edited(self):
        self.policy.stage_ids.tone = "firm"
        form = Form(self.policy)
        self.assertFalse(form.tone_warning)
        with form.stage_ids.edit(1) as line:
            line.tone = "courtesy"
        self.assertIn("First reminder", form.tone_warning)
        # a warning, not a refusal
        form.save()
        self.assertIn("(Courtesy)", self.policy.tone_warning)
