"""Modules and functions stay small enough to be checked by reading."""

import ast
from pathlib import Path

LONGEST_MODULE = 350
LONGER = {"journal/cli/verify_log.py": 450}
"""What an auditor reads and runs alone is one file, whatever it has to know."""
LONGEST_FUNCTION = 40
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DECLARATIONS = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)


def functions(tree):
    """Return every function of a module, methods and inner ones too."""
    return [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]


def length(function):
    """Return the lines from ``def`` to the last statement, without the docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    words = first.end_lineno - first.lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - words


def test_no_module_is_longer_than_350_lines(root, modules):
    """What does not fit has more than one subject."""
    lines = {path: len((root / path).read_text().splitlines()) for path in modules}

    assert {} == {
        str(path): n for path, n in lines.items() if n > LONGER.get(str(path), LONGEST_MODULE)
    }


def test_no_function_is_longer_than_40_lines(modules):
    """A function does one thing; its docstring does not count. Migrations list columns."""
    long = {
        f"{path}:{function.name}": length(function)
        for path, tree in modules.items()
        if path.parts[0] != "migrations"
        for function in functions(tree)
        if length(function) > LONGEST_FUNCTION
    }

    assert {} == long


def test_there_is_no_drawer_for_everything(modules):
    """A module is named after what it is about."""
    assert set() == {path.stem for path in modules} & {"utils", "util", "helpers", "misc"}


def test_packages_hold_no_logic(modules):
    """Importing a package does nothing: its __init__ declares and exports."""
    doing = {
        f"{path}:{node.lineno}"
        for path, tree in modules.items()
        if path.name == "__init__.py"
        for node in tree.body
        if not isinstance(node, DECLARATIONS)
    }

    assert set() == doing


def test_tests_are_no_packages(modules):
    """A package named like ours among the tests would hide ours."""
    assert [] == [path for path in modules if path.parts[0] == "tests" and path.stem == "__init__"]


def test_every_module_says_what_it_is(modules):
    """It opens with a sentence; an empty file has nothing to say."""
    silent = [
        str(path) for path, tree in modules.items() if tree.body and ast.get_docstring(tree) is None
    ]

    assert [] == silent


def test_every_test_says_which_rule_it_holds(modules):
    """When it fails, its docstring tells the reader what is broken."""
    silent = [
        f"{path}:{function.name}"
        for path, tree in modules.items()
        if path.parts[0] == "tests" and path.name.startswith("test_")
        for function in functions(tree)
        if function.name.startswith("test_") and ast.get_docstring(function) is None
    ]

    assert [] == silent


def test_imports_stand_at_the_top(modules):
    """What a module needs is seen at a glance."""
    hidden = {
        f"{path}:{node.lineno}"
        for path, tree in modules.items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert set() == hidden


def test_the_shape_is_looked_at_all(modules):
    """The tests above would pass on an empty list."""
    assert Path("config/settings.py") in modules
