"""What pytest-odoo leaves to its users: a server that reports can reach, files of its
own for each worker, and no browser test that passes because it did not run."""

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

# A busy machine makes no test wrong; in CI the same commit gives the same answer.
hypothesis.settings.register_profile(
    "account_collection", deadline=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("account_collection")


@pytest.fixture(scope="session", autouse=True)
def files_of_its_own(load_registry):
    """Give each worker a copy of the stored files.

    Workers have their own databases but share the files: what one writes or clears away
    the other would find half written or gone.
    """
    import odoo

    worker = os.getenv("PYTEST_XDIST_WORKER")
    if not worker:
        yield
        return
    shared = Path(odoo.tools.config.filestore(odoo.tests.common.get_db_name()))
    own = shared.with_name(f"{shared.name}-{worker}")
    shutil.copytree(shared, own, copy_function=os.link)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(odoo.tools.config, "filestore", lambda database: str(own))
        yield


@pytest.fixture(scope="session", autouse=True)
def reports_reach_the_server(request, files_of_its_own, load_http):
    """Tell the PDF engine where the server of this run listens.

    It fetches style sheets from there; with the usual address it would ask port 8069,
    where nothing, or another Odoo, answers.
    """
    import odoo

    if request.config.getoption("--odoo-http"):
        registry = odoo.modules.registry.Registry(odoo.tests.common.get_db_name())
        address = f"http://127.0.0.1:{odoo.tools.config['http_port']}"
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
            for name in ("web.base.url", "report.url"):
                env["ir.config_parameter"].set_param(name, address)
    yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Make a skipped browser test fail: Odoo skips it when Chromium does not start."""
    from odoo.tests import HttpCase

    report = (yield).get_result()
    is_browser = isinstance(getattr(item, "cls", None), type) and issubclass(
        item.cls, HttpCase
    )
    if report.skipped and is_browser and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if report.longrepr else "no reason given"
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} did not run: {reason}"
