"""Word lists as one regular expression without backtracking over its alternatives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def trie_pattern(words: Iterable[str]) -> str:
    """Return a pattern that matches the longest of `words` at a place."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _pattern(root)


def _pattern(node: dict[str, Any]) -> str:
    ends = "" in node
    branches: list[str] = []
    singles: list[str] = []
    for char, child in node.items():
        if not char:
            continue
        rest = _pattern(child)
        if rest:
            branches.append(re.escape(char) + rest)
        else:
            singles.append(char)
    if len(singles) == 1:
        branches.append(re.escape(singles[0]))
    elif singles:
        branches.append("[" + "".join(map(re.escape, singles)) + "]")
    if not branches:
        return ""
    if len(branches) == 1 and not ends:
        return branches[0]
    return "(?:" + "|".join(branches) + ")" + ("?" if ends else "")
