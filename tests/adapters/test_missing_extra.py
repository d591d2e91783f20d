"""What an adapter says when its extra is not installed; needs no extra itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from policyie.errors import MissingExtraError


@pytest.fixture
def without_spacy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in list(sys.modules):
        if name.partition(".")[0] == "spacy" or name == "policyie.adapters.spacy":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "spacy", None)
    yield


@pytest.mark.usefixtures("without_spacy")
def test_missing_extra_is_named() -> None:
    with pytest.raises(MissingExtraError, match=r"pip install 'policyie\[spacy\]'"):
        import policyie.adapters.spacy  # noqa: F401
