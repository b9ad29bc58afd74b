"""Hold the rooms of the house apart.

    dev/check-rooms

Run with a Python that has no Odoo: every module of rules/ and export/ is imported and
its doctests run. Then the imports of all rooms are read: they go one way, and rules/
and export/ ask no clock and know no float.
"""

import ast
import doctest
import importlib
import pkgutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PURE = ("rules", "export")
MAY_IMPORT = {
    "rules": {"rules"},
    "export": {"export"},
    "models": {"models", "rules", "export"},
    "channels": {"channels", "models", "rules"},
    "exhibits": {"exhibits", "models", "rules", "export"},
    "wizard": {"wizard", "models", "rules"},
    "report": {"report", "models", "rules"},
    "controllers": {"controllers", "models", "rules"},
}


def main():
    sys.path.insert(0, str(ROOT))
    sys.dont_write_bytecode = True
    problems = [*imports_without_odoo(), *directions(), *clocks()]
    print("\n".join(problems) or "rooms: fine")
    return 1 if problems else 0


def imports_without_odoo():
    if importlib.util.find_spec("odoo"):
        yield "run me with a Python that has no Odoo on its path"
        return
    for room in PURE:
        for name in (room, *submodules(room)):
            try:
                module = importlib.import_module(name)
            except ImportError as error:
                yield f"{name} does not import without Odoo: {error}"
                continue
            if failed := doctest.testmod(module).failed:
                yield f"{name}: {failed} doctests fail"


def submodules(room):
    found = pkgutil.walk_packages([str(ROOT / room)], prefix=f"{room}.")
    return [one.name for one in found]


def directions():
    """Tell of imports that go against the plan of the house."""
    for room, allowed in MAY_IMPORT.items():
        for path in sorted((ROOT / room).rglob("*.py")):
            for number, target in room_imports(path):
                if target not in allowed:
                    yield f"{path.relative_to(ROOT)}:{number}: {room}/ imports {target}"


def room_imports(path):
    """Yield the line and the room of each import inside the add-on."""
    depth = len(path.relative_to(ROOT).parts) - 1
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.level > depth:
            names = [node.module] if node.module else [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        for name in names:
            target = name.removeprefix("odoo.addons.account_collection.").split(".")[0]
            foreign = is_pure(path) and target in ("odoo", "tests")
            if target in MAY_IMPORT or foreign:
                yield node.lineno, target


def is_pure(path):
    return path.relative_to(ROOT).parts[0] in PURE


def clocks():
    """Tell of clocks and floats in the pure rooms."""
    for room in PURE:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and (word := forbidden(node.func, room)):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}: {word}"


def forbidden(function, room):
    """
    >>> forbidden(ast.parse("datetime.date.today").body[0].value, "export")
    'asks the clock: today'
    >>> forbidden(ast.parse("round").body[0].value, "export")
    """
    if isinstance(function, ast.Attribute) and function.attr in (
        "today",
        "now",
        "utcnow",
    ):
        return f"asks the clock: {function.attr}"
    if isinstance(function, ast.Name) and function.id == "float" and room == "rules":
        return "float"
    return None


if __name__ == "__main__":
    sys.exit(main())
