from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestLanguage(CollectionCommon):
    """A French accountant reads French, whoever wrote it down."""

    def _cron_as_the_host_runs_it(self, on):
        """The host's own user runs it: his context names no language."""
        root = self.env.ref("base.user_root").sudo()
        root.lang = "en_US"
        runs = self.env["collection.run"].with_user(root).with_context(lang=None)
        with freeze_time(f"{on} 06:00:00"), self.mock_mail_gateway():
            runs._cron_run()

    def test_nightly_run_writes_in_the_collectors_language(self):
        self.collector.sudo().lang = "fr_FR"
        debtor = self._make_debtor("Garage de Bellevue", email=False)
        self._invoice(debtor=debtor)
        self._cron_as_the_host_runs_it(day(3))
        line = self.env["collection.run.line"].search([("partner_id", "=", debtor.id)])
        self.assertEqual(line.reason, "Garage de Bellevue n’a pas d’adresse e-mail.")
        case = line.item_id.case_id
        self.assertEqual(case.activity_ids.summary, line.reason)

    def test_failure_at_departure_is_told_in_the_collectors_language(self):
        self.collector.sudo().lang = "fr_FR"
        self._invoice()
        self._play(day(3), deliver=False)
        self.debtor.sudo().email = False
        self._cron_as_the_host_runs_it(day(3))
        asked = self.env["collection.case"].search([]).activity_ids
        self.assertIn("n’est pas parti", asked.summary)

    def test_a_run_by_hand_writes_in_the_collectors_language_too(self):
        self.collector.sudo().lang = "fr_FR"
        self.manager.sudo().lang = "en_US"
        late = self._invoice()
        self._play(day(3))
        self._pay(late, 1000.0, day(5))
        debtor = self._make_debtor("Garage de Bellevue", email=False)
        self._invoice(due=day(3), debtor=debtor)
        runs = self.env["collection.run"].with_context(lang="en_US")
        with freeze_time(f"{day(6)} 10:00:00"), self.mock_mail_gateway():
            runs.action_run_company()
            case = late.collection_case_id
            self.assertIn("Réglé en retard", case.activity_ids.summary)
            told = (late.partner_id | debtor).with_context(lang="en_US")
            words = told.action_collection_run()["params"]["message"]
        self.assertIn("Réglé en retard", case.activity_ids.summary)
        # What he reads on his screen is in his own language.
        self.assertIn("Nothing new", words)
        line = self.env["collection.run.line"].search([("partner_id", "=", debtor.id)])
        self.assertEqual(line.reason, "Garage de Bellevue n’a pas d’adresse e-mail.")

    def test_a_late_bank_is_told_in_the_collectors_language(self):
        self.collector.sudo().lang = "fr_FR"
        self._invoice()
        bank = self.company_data["default_journal_bank"].sudo()
        self.env["account.bank.statement.line"].sudo().create(
            {"journal_id": bank.id, "date": day(-20), "amount": 1, "payment_ref": "X"}
        )
        self._cron_as_the_host_runs_it(day(3))
        self.assertIn("Les relances partent", bank.activity_ids.summary)

    def test_standard_policy_speaks_french(self):
        stages = self.policy.with_context(lang="fr_FR").stage_ids.sorted("sequence")
        self.assertEqual(
            stages.mapped("name"),
            [
                "Message de courtoisie",
                "Premier rappel",
                "Second rappel",
                "Appel téléphonique",
                "Mise en demeure",
                "Transmission proposée",
            ],
        )

    def test_dossier_words_are_found_in_the_catalogue(self):
        """They are marked in pure code, far from the ORM that reads them."""
        handoff = self.env["collection.handoff"].new({"lang": "fr_FR"})
        words = handoff._labels("DossierLabels")
        self.assertEqual(words.index, "Bordereau des pièces")
        self.assertEqual(words.page, "Page %(page)s / %(pages)s")
        self.assertEqual(handoff._word("Dossier"), "Dossier de pièces")
