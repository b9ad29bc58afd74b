import doctest
import importlib
import io
import json
import pkgutil
import subprocess
import tempfile
import zipfile
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection import export
from odoo.addons.account_collection.export import archive, formats, text
from odoo.addons.account_collection.export.archive import ArchiveFile
from odoo.addons.account_collection.export.text import ExportError

DAY = date(2026, 6, 1)
FILES = (
    ArchiveFile("00_Dossier.pdf", b"%PDF-1.7 not really"),
    ArchiveFile("pièces/01_été.txt", "œuvre".encode() * 100, {"exhibit": 1}),
)


@tagged("post_install", "-at_install")
class TestExportFiles(BaseCase):
    def test_doctests(self):
        attempted = 0
        for module in pkgutil.iter_modules(export.__path__, f"{export.__name__}."):
            result = doctest.testmod(importlib.import_module(module.name))
            self.assertEqual(result.failed, 0, module.name)
            attempted += result.attempted
        self.assertGreater(attempted, 20)

    # -- names -----------------------------------------------------------------

    @settings(max_examples=200, deadline=None)
    @given(st.integers(1, 999), st.text(), st.text(), st.text())
    def test_file_names_are_safe_whatever_the_words(
        self, number, category, title, kind
    ):
        name = text.file_name(number, category, title, kind)
        self.assertRegex(name, r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z")
        self.assertLessEqual(len(name), 80)
        archive.check_names([name])

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.sampled_from(["a.pdf", "A.pdf", "a-2.pdf", "x" * 90 + ".pdf"])))
    def test_unique_names_are_unique_on_any_disk(self, names):
        unique = text.unique_names(names)
        self.assertEqual(len({name.lower() for name in unique}), len(names))

    def test_file_name_of_the_guide(self):
        self.assertEqual(
            text.file_name(3, "Facture", "FAC/2026/0012", "pdf"),
            "03_Facture_FAC-2026-0012.pdf",
        )
        long = text.file_name(1, "Procès-verbal", "é" * 200, "PDF")
        self.assertEqual((len(long), long[-4:]), (80, ".pdf"))

    # -- amounts ---------------------------------------------------------------

    def test_amounts(self):
        self.assertEqual(
            formats.french_amount(Decimal("-1234.5"), "EUR"), "-1\u202f234,50\xa0€"
        )
        self.assertEqual(formats.english_amount(Decimal("0.125"), "KWD")[-5:], "0.125")
        self.assertEqual(formats.FRENCH.size(1536), "1,5 Ko")

    def test_inexact_amounts_are_refused(self):
        for wrong in (1.5, 2, "3", None, Decimal("NaN"), Decimal("Infinity")):
            with self.assertRaisesRegex(ExportError, "is not a Decimal: convert it"):
                formats.exact(wrong)

    # -- archive ---------------------------------------------------------------

    def _archive(self, files=FILES):
        return archive.archive_bytes(files, DAY, {"reference": "HO/1", "to": "Œil"})

    def test_same_rows_same_bytes(self):
        self.assertEqual(self._archive(), self._archive())
        self.assertNotEqual(self._archive(), self._archive(FILES[:1]))

    def test_sha256sum_checks_every_file(self):
        with tempfile.TemporaryDirectory() as folder:
            with zipfile.ZipFile(io.BytesIO(self._archive())) as packed:
                packed.extractall(folder)
            command = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
            good = subprocess.run(command, cwd=folder, capture_output=True)
            self.assertEqual((good.returncode, good.stderr), (0, b""))
            self.assertEqual(good.stdout.count(b": OK\n"), 3)
            with open(f"{folder}/00_Dossier.pdf", "ab") as changed:
                changed.write(b" ")
            bad = subprocess.run(command, cwd=folder, capture_output=True)
            self.assertEqual(bad.returncode, 1)

    def test_manifest_describes_every_file(self):
        with zipfile.ZipFile(io.BytesIO(self._archive())) as packed:
            manifest = json.loads(packed.read("manifest.json"))
            names = [entry.filename for entry in packed.infolist()]
            stamps = {entry.date_time for entry in packed.infolist()}
        self.assertEqual(names[-2:], ["manifest.json", "SHA256SUMS"])
        self.assertEqual(stamps, {(2026, 6, 1, 0, 0, 0)})
        self.assertEqual((manifest["reference"], manifest["to"]), ("HO/1", "Œil"))
        self.assertEqual(
            manifest["files"][1],
            {
                "name": "pièces/01_été.txt",
                "exhibit": 1,
                "size": 600,
                "sha256": FILES[1].sha256,
            },
        )

    def test_unsafe_names_are_refused(self):
        for name in ("", "../a", "/a", "a\\b", "a\nb", "a/", "c:a", " a", "a//b", "."):
            with self.assertRaisesRegex(ExportError, "cannot be a file name"):
                self._archive([ArchiveFile(name, b"")])

    def test_a_name_is_taken_once(self):
        for names in (("a.pdf", "A.pdf"), ("manifest.json",), ("sha256sums",)):
            with self.assertRaisesRegex(ExportError, "is the name of two files"):
                self._archive([ArchiveFile(name, b"") for name in names])
