"""Papers under the folder of the results, for the demo story and the replay."""

from story_host import table


def write_letters(notices, out):
    """Write the letters among ``notices`` as they left.

    :return: pairs of file and stage.
    """
    folder = out / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    papers = []
    for notice in notices.filtered(lambda one: one.letter_body and one.pdf_id):
        name = f"{notice.name} {notice.partner_id.name}.pdf".replace("/", "-")
        (folder / name).write_bytes(notice.pdf_id.raw)
        papers.append((f"letters/{name}", notice.stage_id.name))
    return papers


def write_dossier(handoff, out):
    """Write the dossier and the archive of a hand-off.

    :return: pairs of file and what it is.
    """
    papers = []
    for attachment in (handoff.pdf_id, handoff.zip_id):
        name = f"dossier-{attachment.name}"
        (out / name).write_bytes(attachment.raw)
        papers.append((name, handoff.display_name))
    return papers


def documents(handoff):
    """Return the list of a dossier's documents with their pages, as a table."""
    return table(
        f"Dossier {handoff.display_name}: {handoff.page_count} pages",
        ("no.", "category", "document", "pages"),
        [
            (
                one.number,
                one._category_label(handoff.lang),
                one.name,
                f"{one.first_page}–{one.first_page + one.page_count - 1}",
            )
            for one in handoff.document_ids.filtered("is_included")
        ],
    )


def hand_off(env, case, agency):
    """Hand all that is overdue in a case to an agency, as a person does.

    :return: the hand-off.
    """
    wizard = env["collection.handoff.wizard"].new(
        {"case_id": case.id, "recipient_id": agency.id, "kind": "agency"}
    )
    wizard._onchange_items()
    wizard = wizard.create(wizard._convert_to_write(wizard._cache))
    handoff = env["collection.handoff"].browse(wizard.action_prepare()["res_id"])
    handoff.action_deliver()
    return handoff


def find_agency(env):
    """Return the agency of the demo, which exists nowhere."""
    return env["res.partner"].create(
        {
            "name": "Recouvrement des Deux Fleuves",
            "is_company": True,
            "street": "31 rue Childebert",
            "zip": "69002",
            "city": "Lyon",
            "country_id": env.ref("base.fr").id,
            "email": "dossiers@deux-fleuves.example",
            "phone": "04 78 92 10 20",
            "lang": "fr_FR",
        }
    )
