from odoo import http
from odoo.http import request

from ..export import qr
from ..models.collection_notice_check import PAGE

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def _page(path="", **options):
    """A page for everybody, at one address for all languages."""
    return http.route(
        f"{PAGE}{path}",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        sitemap=False,
        **options,
    )


class CheckController(http.Controller):
    """The page on which a debtor finds out whether a letter is really ours.

    Wrong, withdrawn and malformed codes get one and the same answer. Who types too many
    wrong ones waits a quarter of an hour, whatever he types then.
    """

    @_page(methods=["GET"])
    def collection_check(self, code=None, lang=None, **_query):
        """Ask for a code, or show its letter."""
        if code:
            return self.collection_check_letter(code, lang=lang)
        self._speak(lang)
        return self._render("check_form", {})

    @_page("/<string:code>", methods=["GET"])
    def collection_check_letter(self, code, lang=None, answered=None, **_query):
        """Show the letter that bears this code."""
        notice, refusal = self._open(code, lang)
        if refusal:
            return refusal
        return self._show(notice, answered=answered)

    @_page("/<string:code>/contest", methods=["POST"])
    def collection_check_contest(self, code, lang=None, **form):
        """The debtor contests what the letter claims."""
        notice, refusal = self._open(code, lang)
        if refusal:
            return refusal
        reason, text = form.get("reason"), form.get("text") or ""
        if reason not in notice._contest_reasons():
            return self._show(notice, problem="contest")
        return self._answer(notice, "contest", lambda: notice._contest(reason, text))

    @_page("/<string:code>/lawyer", methods=["POST"])
    def collection_check_lawyer(self, code, lang=None, **form):
        """The debtor names his lawyer."""
        notice, refusal = self._open(code, lang)
        if refusal:
            return refusal
        name, contact = form.get("name") or "", form.get("contact") or ""
        if not (name.strip() and contact.strip()):
            return self._show(notice, problem="lawyer")
        return self._answer(
            notice, "lawyer", lambda: notice._name_lawyer(name, contact)
        )

    @_page("/<string:code>/pay/<int:line_id>", methods=["GET"])
    def collection_check_pay(self, code, line_id, lang=None, **_query):
        """Lead to the host's payment page of one invoice of the letter."""
        notice, refusal = self._open(code, lang)
        if refusal:
            return refusal
        link = notice._payment_link(line_id)
        return request.redirect(link, local=False) if link else self._show(notice)

    @_page("/<string:code>/qr.png", methods=["GET"])
    def collection_check_qr(self, code, **_query):
        """Show the EPC QR code of the letter, as its e-mail does."""
        notice, refusal = self._open(code, None)
        if refusal:
            return refusal
        text = notice._asks_payment() and notice._payment_qr_text()
        if not text:
            return request.not_found()
        headers = {**HEADERS, "Content-Type": "image/png"}
        return request.make_response(qr.write_png(text), headers=list(headers.items()))

    # -- behind the pages ----------------------------------------------------

    def _open(self, code, lang):
        """Return the notice, or the page that says no."""
        counters = request.env["collection.check.counter"]
        address = request.httprequest.remote_addr
        if counters._is_closed(address):
            self._speak(lang)
            return None, self._render("check_wait", {}, status=429)
        notice = request.env["collection.notice"]._find_genuine(code)
        if not notice:
            counters._count_wrong(address)
            self._speak(lang)
            return None, self._render("check_form", {"unknown": True}, status=404)
        self._speak(lang, notice.lang)
        # A guest has no company of ours: dates, words and money are the letter's.
        notice = notice.with_company(notice.company_id).with_context(
            lang=request.env.lang
        )
        return notice, None

    def _speak(self, wanted, letter=None):
        """Speak the language asked for, else the letter's, else the browser's."""
        installed = dict(request.env["res.lang"].get_installed())
        for lang in (wanted, letter, request.best_lang, request.env.lang):
            if lang in installed:
                request.update_context(lang=lang)
                return

    def _answer(self, notice, kind, act):
        if request.env["collection.check.counter"]._may_answer(notice):
            act()
        address = f"{PAGE}/{notice.check_code_words}?answered={kind}"
        return request.redirect(f"{address}&lang={request.env.lang}")

    def _show(self, notice, answered=None, problem=None):
        values = {
            "notice": notice,
            "facts": notice._genuine_facts(),
            "reasons": notice._contest_reasons(),
            "res_company": notice.company_id,
            "answered": answered,
            "problem": problem,
        }
        return self._render("check_letter", values)

    def _render(self, template, values, status=200):
        langs = request.env["res.lang"].sudo().get_installed()
        values = {
            "page": PAGE,
            "speaks": request.env.lang,
            "langs": [(code, name.split(" / ")[-1]) for code, name in langs],
            "no_breadcrumbs": True,
            **values,
        }
        response = request.render(f"account_collection.{template}", values)
        response.status_code = status
        response.headers.update(HEADERS)
        return response
