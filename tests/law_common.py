from .common import CollectionCommon


class LawCommon(CollectionCommon):
    """The French tables as they are shipped, and short ways to their rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Law = cls.env["collection.law"]
        cls.france = cls.env.ref("base.fr")
        cls.belgium = cls.env.ref("base.be")

    def _law(self, code, country=None):
        country = country or self.france
        return self.Law.search([("code", "=", code), ("country_id", "=", country.id)])

    def _row(self, code, day):
        return self._law(code).row_ids.filtered(lambda row: row.valid_from == day)

    def _at(self, code, day):
        return self.Law._tables(self.france)[code].at(day)

    def _enter(self, code, day, **vals):
        law = self._law(code)
        return law.row_ids.create(
            {"law_id": law.id, "valid_from": day, "source": "JO", **vals}
        )
