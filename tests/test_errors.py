from __future__ import annotations

import copy
import pickle

import pytest

from policyie import errors
from policyie.errors import (
    AnnotationError,
    ConfigError,
    GazetteerError,
    MissingExtraError,
    ModelError,
    PolicyIEError,
    ReadError,
    SpanError,
)

EXAMPLES: list[PolicyIEError] = [
    PolicyIEError("no plan"),
    ReadError("plan.txt", "is empty"),
    GazetteerError("gazetteers/units.tsv", "no such unit", 3),
    AnnotationError("gold/plan.jsonl", "end 5 is not after start 5", 12),
    ModelError("weights/models.json", "is damaged: not JSON"),
    SpanError("5 lies outside"),
    ConfigError("no such option"),
    MissingExtraError("spacy", "spaCy"),
]
BY_NAME = {type(error).__name__: error for error in EXAMPLES}


def test_every_error_has_an_example() -> None:
    public = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception) and not name.startswith("_")
    }
    assert set(BY_NAME) == public


def test_every_error_stands_in_the_tree() -> None:
    assert [name for name in BY_NAME if name not in (errors.__doc__ or "")] == []


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(name: str, protocol: int) -> None:
    error = BY_NAME[name]
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is type(error)
    assert (str(again), vars(again), again.args) == (str(error), vars(error), error.args)


@pytest.mark.parametrize("name", BY_NAME)
def test_copies(name: str) -> None:
    assert str(copy.deepcopy(BY_NAME[name])) == str(BY_NAME[name])


@pytest.mark.parametrize("name", BY_NAME)
def test_is_caught_by_the_root_and_is_no_value_error(name: str) -> None:
    error = BY_NAME[name]
    assert isinstance(error, PolicyIEError)
    # pydantic would turn a ValueError that is raised in a validator into its own error.
    assert not isinstance(error, ValueError)


def test_messages_name_the_place() -> None:
    assert str(BY_NAME["ReadError"]) == "plan.txt: is empty"
    assert str(BY_NAME["GazetteerError"]) == "gazetteers/units.tsv:3: no such unit"
    assert "pip install 'policyie[spacy]'" in str(BY_NAME["MissingExtraError"])
