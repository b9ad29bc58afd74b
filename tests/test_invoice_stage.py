from odoo.tests import tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestInvoiceStage(CollectionCommon):
    """The stage of each invoice: in a column, a filter, a grouping and on a board."""

    def test_invoices_are_grouped_by_their_stage(self):
        first, second = self._invoice(), self._invoice(amount=70.0)
        late = self._invoice(amount=30.0, due=day(20))
        self._play(day(3))
        groups = dict(
            self.env["account.move"]._read_group(
                [("id", "in", (first | second | late).ids)],
                ["collection_stage_id"],
                ["amount_residual_signed:sum"],
            )
        )
        stage = first.collection_stage_id
        self.assertEqual(stage.name, "First reminder")
        self.assertEqual(groups[stage], 1070.0)
        self.assertEqual(groups[stage.browse()], 30.0)

    def test_the_board_has_a_column_for_each_stage(self):
        action = self.env.ref("account_collection.account_move_action_board").sudo()
        self.assertEqual(action.res_model, "account.move")
        board = self.env.ref("account_collection.account_move_view_board").sudo()
        self.assertIn('default_group_by="collection_stage_id"', board.arch)
        self.assertIn((board.id, "kanban"), action.views)
        result = (
            self.env["account.move"]
            .with_user(self.collector)
            .get_views([(board.id, "kanban")])
        )
        fields = result["models"]["account.move"]["fields"]
        self.assertTrue(fields["collection_stage_id"]["groupable"])
