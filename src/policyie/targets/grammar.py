"""The word classes of the clause grammar, compiled once from the gazetteers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon

_PLACE = (
    r"[\u4e00-\u9fff]{1,4}?(?:自治区|自治州|自治县|新区|开发区|高新区|省|市|县)"
    r"(?!民|场|域|委|级|值|间|长|政|直|内|区|州|中)"
)
_NAME_HEAD = (
    r"[^\u4e00-\u9fff，。、]"
    r"|[〇零一二两三四五六七八九十百千万亿第党国省县初高乡浏点阅访下评收共每全]"
)


def _longest(words: tuple[str, ...]) -> str:
    return trie_pattern(words)


class Grammar:
    """Compiled patterns; each attribute is one word class."""

    def __init__(self, lexicon: Lexicon) -> None:
        verb = _longest(lexicon.surfaces("verbs", "doing"))
        adverb = _longest(lexicon.surfaces("hedges", "adverb"))
        second = _longest(lexicon.surfaces("verbs", "second"))
        function = _longest(lexicon.surfaces("hedges", "function"))
        hedge = _longest(lexicon.surfaces("hedges", "hedge"))
        self.verb_run = re.compile(
            rf"(?:{adverb})*(?P<verb>(?:{verb}|新{verb})"
            rf"(?:(?:、|和|及|与|并|或|以及){verb}|{second}(?=[\u4e00-\u9fff“]{{3}}))*)(?:了|好|着|出)?"
        )
        strong = _longest(lexicon.surfaces("verbs", "strong"))
        self.strong_verb = re.compile(rf"(?:{strong})(?:{strong})?")
        self.adverbs = re.compile(rf"(?:{adverb})+")
        self.function = re.compile(function)
        self.hedge = re.compile(hedge)
        self.nominal = re.compile(rf"(?:{_longest(lexicon.surfaces('nouns', 'nominal'))})+")
        self.noun_start = re.compile(
            _longest(lexicon.surfaces("nouns", "start") + lexicon.surfaces("nouns", "fixed"))
        )
        self.dependent = frozenset(lexicon.surfaces("nouns", "dependent"))
        self.abstract = re.compile(
            rf"[\u4e00-\u9fff]{{0,4}}?(?:{_longest(lexicon.surfaces('nouns', 'abstract'))})"
        )
        scope = _longest(lexicon.surfaces("scopes"))
        phrase = _Phrases(lexicon)
        self.scope = re.compile(rf"(?:{scope})(?:{phrase['zone']})?(?:范围内|境内|内)?")
        district = rf"[\u4e00-\u9fff]{{2}}区(?=(?:{adverb})*(?:{verb}|将|已))"
        self.place = re.compile(
            rf"(?!{phrase['not-place']})(?:{_PLACE}(?:范围内|境内|内)?|{district})"
        )
        self.district = re.compile(r"[\u4e00-\u9fff]{2}区(?=将|要|已|全|共|持续|计划|力争)")
        self._read_phrases(phrase)
        self.per = re.compile("|".join(lexicon.rule_patterns("denominators")))
        self.after_words = re.compile(_longest(lexicon.surfaces("nouns", "after-number")))
        self.clause_head = re.compile(r"占|较|比|同比|其中|年均|人均|达到?|增长|下降")
        self.far_bounds = lexicon.mapping("comparators", "far")
        self.far_bound = re.compile(_longest(lexicon.surfaces("comparators", "far")))
        self.will = re.compile(
            rf"[\u4e00-\u9fff]{{0,8}}?(?<![社机协议大学工])(?:亦会|将会|会(?![议计员展所场见]))(?=继续|在|于|以|为|向|分|{verb}|{adverb})"
        )
        self._read_verb_kinds(lexicon, adverb)
        self.fixed = re.compile(_longest(lexicon.surfaces("nouns", "fixed")))
        self.adjunct = re.compile(_longest(lexicon.surfaces("hedges", "adjunct")))
        self._read_changes(lexicon)
        names = "|".join(f"(?:{p})" for p in lexicon.rule_patterns("names"))
        self.names = re.compile(rf"(?={_NAME_HEAD})(?:{names})")

    def _read_verb_kinds(self, lexicon: Lexicon, adverb: str) -> None:
        """Collect the verbs that say more than that something is done."""
        self.money_verbs = frozenset(lexicon.surfaces("verbs", "money"))
        self.processes = frozenset(lexicon.surfaces("verbs", "process"))
        appearing = _longest(lexicon.surfaces("verbs", "appearing"))
        self.appearing_tail = re.compile(rf"(?:{adverb}|[已将均共])*(?P<verb>{appearing})$")
        self.lowering = frozenset(lexicon.surfaces("verbs", "lowering"))
        self.carrying = frozenset(lexicon.surfaces("verbs", "carrying"))
        self.grants = frozenset(lexicon.surfaces("verbs", "grant"))
        self.supports = frozenset(lexicon.surfaces("verbs", "support"))
        self.deeds = frozenset(lexicon.surfaces("verbs", "deed"))

    def _read_changes(self, lexicon: Lexicon) -> None:
        """Compile the words of change, read from their ends."""
        changes = lexicon.mapping("verbs", "change")
        self.changes = {word[::-1]: mode for word, mode in changes.items()}
        self.any_change = re.compile(trie_pattern(changes))
        self.deed_tail = re.compile(
            trie_pattern(word[::-1] for word in lexicon.surfaces("verbs", "doing"))
        )
        self.change_tail = re.compile(trie_pattern(self.changes))
        rates = lexicon.mapping("verbs", "rate")
        self.rates = {word[::-1]: mode for word, mode in rates.items()}
        self.rate_tail = re.compile(trie_pattern(self.rates))

    def _read_phrases(self, phrase: _Phrases) -> None:
        """Compile the closed word classes that stand around nouns."""
        self.means = frozenset(phrase.backward("mean"))
        self.tail = re.compile(
            rf"(?!均[人年户亩月日村校社地床生]|持保土)(?:{trie_pattern(phrase.backward('tail'))})"
            rf"|{trie_pattern(phrase.backward('mean'))}|[,，:]"
        )
        self.not_change = tuple(phrase.backward("not-change"))
        self.standing = re.compile(
            rf"(?<!不)(?P<verb>{phrase['standing']})"
            rf"(?:[^，,;；。、()]{{0,12}}{phrase['standing-with']}|[\u4e00-\u9fff]{{2,8}})$"
        )
        self.gap = re.compile(rf"{phrase['gap']}$")
        self.no_object = re.compile(rf"[的性型]|(?!{phrase['middle-noun']})中")
        self.prepositions = frozenset(phrase.words("preposition"))
        self.relative = re.compile(
            rf"[\u4e00-\u9fffA-Z]{{1,6}}?{phrase['relative-verb']}的[\u4e00-\u9fff“]{{2}}"
        )
        self.article_units = frozenset(phrase.words("article-unit"))
        self.kind_units = frozenset(phrase.words("kind-unit"))
        self.point_units = frozenset(phrase.words("point-unit"))
        self.set_scopes = phrase.words("set-scope")
        self.yearly = frozenset(phrase.words("yearly"))
        self.borders = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?{phrase['border']}")
        self.listed = re.compile(rf"^[\u4e00-\u9fff]{{0,2}}{phrase['listed']}$")
        self.joint = re.compile("[和与及]")
        self.thing_done = re.compile(rf"{phrase['done-thing']}完成$")
        self.edge_word = re.compile(phrase["edge-word"])
        self.every = re.compile(rf"{phrase['every']}(?=[\u4e00-\u9fff]{{4}})")
        assembly = "".join(word[0] for word in phrase.words("assembly"))
        self.modal_last = frozenset(word[-1] for word in phrase.words("modal")) | {"会"}
        self._modal = re.compile(
            rf"(?:{phrase['modal-like']}|(?P<modal>(?<![{assembly}])会|{phrase['modal']}))$"
        )
        self._read_behind(phrase)
        self.owner_end = re.compile(rf"{phrase['owner-end']}$")
        self.task = re.compile(rf"{phrase['deed-of-task']}(?P<task>任务|工作)$")
        self.task_word = re.compile(phrase["task-word"])
        self.aim = re.compile(rf"的{phrase['aim']}$")
        self.turn = re.compile(
            rf"(?:的)?[\u4e00-\u9fff]{{0,6}}?(?P<verb>{phrase['turn']})(?:为|到|至|成)"
        )
        self.place_end = re.compile(rf"{phrase['place-end']}$")
        self.set_noun = re.compile(rf"全?{phrase['set-noun']}")
        self.set_end = re.compile(rf"(?:^全?{phrase['set-noun']}|{phrase['set-end']})$")
        self.implied = (
            (re.compile(rf"{phrase['implied-household']}$"), "户"),
            (re.compile(phrase["implied-person"]), "人"),
        )
        self.time_noun = re.compile(rf"{phrase['time-noun']}$")
        self.paper = re.compile(rf"{phrase['paper']}$")
        self.own_task = re.compile(phrase["own-task"])
        self.goal_noun = re.compile(rf"{phrase['goal-noun']}$|上述")
        self.deed_noun = re.compile(rf"{phrase['deed-noun']}$")
        self._read_measures(phrase)

    def modal_length(self, tail: str) -> int:
        """Return how long the modal word at the end is, 0 when a noun ends there (产能, 效应)."""
        found = self._modal.search(tail)
        return len(found["modal"] or "") if found else 0

    def _read_behind(self, phrase: _Phrases) -> None:
        """Compile the words that stand behind a number and its thing."""
        self.copula = re.compile(phrase["copula"])
        self.aside = re.compile(rf"{phrase['aside']}(?=[\u4e00-\u9fff]{{2}})")
        grants = _longest(phrase.grants())
        self.granted = re.compile(
            rf"(?:给予|予以|进行)?(?P<grant>[\u4e00-\u9fff]{{0,4}}?(?:{grants}))"
        )
        self.basis = re.compile("按照?")
        self.set_openers = phrase.words("set-opener")
        self.light_verb = re.compile(phrase["light-verb"])
        self.next_item = re.compile(rf"、(?={phrase['item-verb']}[\u4e00-\u9fff]{{3}})")
        self.borne = re.compile(
            rf"由(?P<owner>[^，,;；。由]{{1,16}}?)(?:{phrase['bearing-adverb']})?(?P<verb>{phrase['bearing']})$"
        )
        self.result = re.compile(
            rf"(?:已|将|均|都|要|也)?(?:{phrase['result-adverb']})*(?P<verb>{phrase['result']})"
            r"(?:了|使用|运营|建设|验收)?$"
        )

    def _read_measures(self, phrase: _Phrases) -> None:
        """Compile the words that tell of parts, predicates, measures and rows."""
        self.part_place = re.compile(
            rf"[\u4e00-\u9fff]{{1,6}}?{phrase['part-place-end']}|{phrase['part-place']}"
        )
        self.shared_deed = re.compile(rf"(?:{phrase['part-deed']}|{phrase['deed-of-task']})+$")
        self.part_deed = re.compile(rf"[\u4e00-\u9fff]{{0,3}}?{phrase['part-deed']}")
        self.predicate = re.compile(
            rf"(?P<adv>(?:{phrase['predicate-adverb']})*)(?P<verb>{phrase['predicate']})$"
        )
        self.condition = re.compile(
            rf"{phrase['condition']}|以[^，,]{{2,20}}为|在[^，,]{{2,24}}(?:下|上|中|基础上)"
        )
        change = r"(?:率|比例|幅度|速度)?$"
        self.headless = frozenset(phrase.words("shared-measure") + phrase.words("headless"))
        self.measure_of = re.compile(
            rf"(?:{phrase['shared-measure']}|{phrase['headless']}|{phrase['counted-measure']})$"
        )
        self.measure_end = re.compile(rf"{phrase['shared-measure']}$")
        self.lower_is_better = re.compile(phrase["lower-is-better"])
        self.row_label = re.compile(phrase["row-label"])
        self.total_row = re.compile(phrase["total"])
        self.rate_noun = re.compile(phrase["rate-noun"])
        self.fall = re.compile(rf"{phrase['fall']}{change}")
        self.rise = re.compile(rf"{phrase['rise']}{change}")
        self.growth_noun = re.compile(phrase["growth-noun"])
        self.row_lead = re.compile(rf"{phrase['row-lead']}(?!率)")
        self.row_verb = re.compile(phrase["row-verb"])
        self.total_word = re.compile(rf"{phrase['total-word']}$")
        self.dative = phrase.words("dative")


class _Phrases:
    """The word classes of `gazetteers/phrases.tsv` as patterns, by kind."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def words(self, kind: str) -> tuple[str, ...]:
        return self._lexicon.surfaces("phrases", kind)

    def grants(self) -> tuple[str, ...]:
        """Return the verbs that name a sum given."""
        return self._lexicon.surfaces("verbs", "grant")

    def backward(self, kind: str) -> tuple[str, ...]:
        """Return the words of a kind, each read from its end."""
        return tuple(word[::-1] for word in self.words(kind))

    def __getitem__(self, kind: str) -> str:
        return f"(?:{trie_pattern(self.words(kind))})"


@lru_cache(maxsize=4)
def grammar_for(lexicon: Lexicon) -> Grammar:
    """Return the grammar for `lexicon`, made once."""
    return Grammar(lexicon)
