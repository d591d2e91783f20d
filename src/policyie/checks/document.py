"""All checks of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyie.checks.conflicts import find_conflicts, find_yearly_growth
from policyie.checks.growth import find_growth
from policyie.checks.industries import find_industries
from policyie.checks.names import collect_names
from policyie.checks.records import View, words_for
from policyie.checks.sequences import find_label_order, find_year_ranges
from policyie.checks.shares import find_ratios, find_shares
from policyie.checks.sums import find_sums, find_table_sums
from policyie.checks.tables import find_table_growth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyie.lexicon import Lexicon
    from policyie.targets.records import Check, Draft


def check_document(text: str, lexicon: Lexicon, drafts: Sequence[Draft]) -> list[Check]:
    """Return what the figures of a document allow to check, in text order.

    Args:
        text: the normal copy.
        lexicon: the word lists.
        drafts: its targets and milestones, in text order.
    """
    view = View(text, words_for(lexicon), drafts)
    names = collect_names(view)
    found = [
        *find_ratios(view),
        *find_industries(view),
        *find_conflicts(view, names),
        *find_yearly_growth(view, names),
        *find_year_ranges(view),
        *find_label_order(view),
    ]
    for sentence in view.sentences():
        found += find_sums(view, sentence)
        found += find_table_sums(view, sentence)
        found += find_growth(view, sentence)
        found += find_table_growth(view, sentence)
        found += find_shares(view, sentence, names)
    found.sort(key=lambda check: check.spans)
    return found
