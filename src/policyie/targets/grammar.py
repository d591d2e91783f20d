"""The word classes of the clause grammar, compiled once from the gazetteers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.mentions.trie import trie_pattern

if TYPE_CHECKING:
    from policyie.lexicon import Lexicon

_PLACE = r"[\u4e00-\u9fff]{1,4}?(?:自治区|自治州|自治县|新区|开发区|高新区|省|市|县)(?!民|场|域|委|级|值|间|长|政|直|内|区|州|中)"
_PLACE_NOT = r"(?!城市|赴|进|来|到|往|向|全|各|我|本|市|县|超市|门市|上市|夜市|股市|楼市|大城市|中小城市|新城市|开发|重点|创新|社区|小区|园区|景区|地区|校区|辖区|片区|灾区|库区|矿区|林区|牧区|山区|市区|城区|超市|上市|示范区|服务区|保护区|功能区|聚集区|集聚区|试验区|先行区|街区|产业区|工业区|街镇|村镇|城镇|集镇|小镇|场镇|乡镇|建制镇|中心镇)"
_NAME_HEAD = (
    r"[^\u4e00-\u9fff，。、]|[〇一二两三四五六七八九十百千万亿第党国省县初高乡浏点阅访下评收共每]"
)


def _longest(words: tuple[str, ...]) -> str:
    return trie_pattern(words)


class Grammar:
    """Compiled patterns; each attribute is one word class."""

    def __init__(self, lexicon: Lexicon) -> None:
        verb = _longest(lexicon.surfaces("verbs", "doing"))
        adverb = _longest(lexicon.surfaces("hedges", "adverb"))
        function = _longest(lexicon.surfaces("hedges", "function"))
        hedge = _longest(lexicon.surfaces("hedges", "hedge"))
        self.verb_run = re.compile(
            rf"(?:{adverb})*(?P<verb>新?{verb}(?:(?:、|和|及|与|并|或|以及){verb})*)(?:了|好|着|出)?"
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
        self.scope = re.compile(rf"(?:{scope})(?:范围内|境内|内)?")
        self.place = re.compile(rf"{_PLACE_NOT}{_PLACE}(?:范围内|境内|内)?")
        self.per = re.compile(
            rf"(?:平均)?每(?:(?:一)?(?:个|家|所)[\u4e00-\u9fff()]{{0,8}}?|(?:一)?)(?:社区|街道|乡镇|场镇|镇|乡|村|县区|学校|企业|园区|家庭|村庄|小区|设施|单位|院落)(?![级组社里)])(?:\([^()]{{1,6}}\))?(?:社区|街道)?"
            rf"|各[\u4e00-\u9fff()]{{1,8}}?(?=拥有|均有|至少有|至少建|建有|均建|配备|不少于)"
            rf"|平均每(?:个|户|人|亩|万人|名|年|所|家)?[\u4e00-\u9fff()]{{0,10}}?(?=不|达|有|约|拥|至|建|配|$)"
            rf"|每(?:[\d一二两三四五六七八九十百千]+)?(?:百|千|万|亿)?(?:常住人口|户籍人口|个|名|户|人口|人|年|亩|平方公里|公里|所|家|辆|张|季度|月|天|周|吨|元|位|座|处|件|社区|村|镇|县|市|街道|学期|度|小时|幢|程|宗|间|班|餐|部|台|栋|次|场|床|学校|企业)"
            rf"(?:常住)?(?:人口|居民|户籍人口|城市社区|农村社区|中心镇|社区|乡镇|县区|村|元(?:地区|国内|工业)?(?:生产总值|增加值)|[\u4e00-\u9fff()]{{0,8}}?(?=不低于|不少于|至少|拥有(?![量数率])|占有(?![量数率])|均有|建成|建设|配备))?"
            rf"|每(?:个|名|位|所|家|户|条|座|处|台|辆|组)[\u4e00-\u9fff]{{1,5}}?(?=不低于|不少于|至少|拥有|均|建成|建设|配备|有|达|补助|补贴|奖励|投入|安排|最高)"
            rf"|单个(?:项目|企业)|生均|床均|人均|户均|亩均|年均(?!浓度|气温)|地均|村均|校均|社均|月均|日均|年度平均|单位(?:国内生产总值|地区生产总值|生产总值|GDP|工业增加值|建设用地|建筑面积|产品|耕地面积|面积)|万元(?:GDP|国内生产总值|地区生产总值|生产总值|工业增加值)|万人(?=有效|发明|拥有|口)"
        )
        self.after_words = re.compile(_longest(lexicon.surfaces("nouns", "after-number")))
        self.clause_head = re.compile(r"占|较|比|同比|其中|年均|人均|达到?|增长|下降")
        self.far_bounds = lexicon.mapping("comparators", "far")
        self.far_bound = re.compile(_longest(lexicon.surfaces("comparators", "far")))
        self.will = re.compile(
            rf"[\u4e00-\u9fff]{{0,8}}?(?<![社机协议大学工])(?:亦会|将会|会(?![议计员展所场见]))(?=继续|在|于|以|为|向|分|{verb}|{adverb})"
        )
        self.processes = frozenset(lexicon.surfaces("verbs", "process"))
        self.supports = frozenset(lexicon.surfaces("verbs", "support"))
        self.deeds = frozenset(lexicon.surfaces("verbs", "deed"))
        self.fixed = re.compile(_longest(lexicon.surfaces("nouns", "fixed")))
        self.adjunct = re.compile(_longest(lexicon.surfaces("hedges", "adjunct")))
        changes = lexicon.mapping("verbs", "change")
        self.changes = {word[::-1]: mode for word, mode in changes.items()}
        self.any_change = re.compile(trie_pattern(changes))
        self.change_tail = re.compile(trie_pattern(self.changes))
        rates = lexicon.mapping("verbs", "rate")
        self.rates = {word[::-1]: mode for word, mode in rates.items()}
        self.rate_tail = re.compile(trie_pattern(self.rates))
        states = lexicon.surfaces("verbs", "state")
        self.state_tail = re.compile(trie_pattern(word[::-1] for word in states))
        names = "|".join(f"(?:{p})" for p in lexicon.rule_patterns("names"))
        self.names = re.compile(rf"(?={_NAME_HEAD})(?:{names})")


@lru_cache(maxsize=4)
def grammar_for(lexicon: Lexicon) -> Grammar:
    """Return the grammar for `lexicon`, made once."""
    return Grammar(lexicon)
