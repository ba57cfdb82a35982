"""The long runs import from the same folders as the tests, in another order."""

import collections
import pathlib
import sys

CHAOS = pathlib.Path(__file__).resolve().parent


def test_no_two_modules_have_one_name():
    folders = {folder for folder in sys.path if CHAOS.parents[1] in pathlib.Path(folder).parents}
    assert len(folders) >= 4, folders
    names = collections.Counter(
        path.stem
        for folder in folders
        for path in pathlib.Path(folder).glob("*.py")
        if path.stem not in ("__main__", "conftest")
    )
    assert not [name for name, count in names.items() if count > 1]
