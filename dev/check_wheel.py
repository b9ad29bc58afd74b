"""Compare a wheel with the archive it was built from.

python dev/check_wheel.py WHEEL FOLDER
"""

import sys
import zipfile
from pathlib import Path

INSIDE = "odoo/addons/account_collection/"
FOR_US_ONLY = ("dev/", "doc/", ".ci/", ".git", "pyproject.toml", "conftest.py")
BUILT_WITH = {"pyproject.toml"}


def main(wheel, folder):
    names = {
        name.removeprefix(INSIDE)
        for name in zipfile.ZipFile(wheel).namelist()
        if name.startswith(INSIDE)
    }
    wanted = {
        path.relative_to(folder).as_posix()
        for path in Path(folder).rglob("*")
        if path.is_file()
    } - BUILT_WITH
    problems = [f"not in the wheel: {name}" for name in sorted(wanted - names)]
    ours = sorted(name for name in names if name.startswith(FOR_US_ONLY))
    problems += [f"in the wheel: {name}" for name in ours]
    if not Path(wheel).name.startswith("odoo_addon_account_collection-19.0."):
        problems.append(f"wrong name: {Path(wheel).name}")
    print("\n".join(problems) or f"wheel: {len(names)} files, fine")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
