from odoo import http
from odoo.http import content_disposition, request

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ContactsController(http.Controller):
    """The download of a debtor's contacts: nothing is stored for it."""

    @http.route(
        "/collection/contacts/<int:partner_id>/<string:form>", type="http", auth="user"
    )
    def contacts(self, partner_id, form, **_kwargs):
        """Return the contacts of one debtor as a file."""
        partner = request.env["res.partner"].browse(partner_id).exists()
        if not partner or form not in TYPES:
            raise request.not_found()
        content = partner._collection_contacts_file(form)
        name = request.env._("Contacts %s", partner.name)
        return request.make_response(
            content,
            [
                ("Content-Type", TYPES[form]),
                ("Content-Disposition", content_disposition(f"{name}.{form}")),
            ],
        )
