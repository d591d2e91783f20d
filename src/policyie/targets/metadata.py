"""What a text says of itself: title, issuer, date of publication, period of the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyie.mentions.dates import plan_years
from policyie.mentions.numbers import parse_chinese
from policyie.mentions.time_roles import Reference

if TYPE_CHECKING:
    from policyie.text.normalize import SourceText

Span = tuple[int, int]
_WINDOW = 3000
_PLAN_WINDOW = 60_000
_HEAD = 900
_TAIL = 400
_DATE = re.compile(
    r"(?<!/)(20[0-4]\d|19\d\d)(?:年(?=\d{1,2}月)|[-/.](?=\d{1,2}[-/.]))(\d{1,2})[-月/.](\d{1,2})"
)
_SIGNED = re.compile(r"(20[0-4]\d)年(\d{1,2})月(\d{1,2})日")
_HAN_DATE = re.compile(
    r"([一二][〇零九][〇零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_ROC_DATE = re.compile(r"(?<!\d)(1[01]\d|9\d)[-/](\d{1,2})[-/](\d{1,2})")
_ROC_SIGNED = re.compile(r"(?<!\d)(1[0-3]\d)年(1?\d)月([123]?\d)日")
_ROC_YEAR = re.compile(r"(?<![\d.])1[0-3]\d(?:学)?年度|民国\d{2,3}年")
_URL_DATE = re.compile(r"/(20[0-4]\d)[/-]?(0[1-9]|1[0-2])/")
_ISSUER = re.compile(
    r"(?:^|\n)[ ]*([^\n，。,;:：()]{2,24}"
    r"(?:人民政府|人民政府办公(?:室|厅)|委员会|办公室|管理局|委|局|厅|部))(?:关于|\n|$)"
)
_REPORT_TITLE = re.compile(r"(20[0-4]\d)年[^\n。，]{0,16}(?:工作报告|施政报告|政府工作报告)")
_TITLE_SPAN = re.compile(r"(20[0-4]\d)(?:年)?[-~至](20[0-4]\d)年")
_DEPUTIES = re.compile(r"各位代表")
_REPORTING = re.compile(r"工作回顾|同比|比上年|比去年|政府工作报告")
_PLAN_NAME = re.compile(
    r"(?<![比较在是])“?(十[一二三四五六]?五|九五)”?(?=[^\n。，,]{0,24}(?:规划|计划|纲要|时期|期间|目标|指标|发展|开局))"
)
_ORDINAL_PLAN = re.compile(r"第(十[一二三四五六七八]?)个五年(?:规划|计划)(?:纲要|和|》|\n|\()")
_FIRST_PLAN = 1951  # the tenth plan, 十五, began in 2001
_YEAR_WORK = re.compile(
    r"(20[0-4]\d)年(?:的)?(?:(?:主要|重点)任务|(?:主要|重点|政府)?(?:工作(?:安排|任务|重点|打算|建议|总体要求|计划|的总体)|预期目标|经济社会发展(?:主要|预期)?目标|目标任务|十大|重点任务|经济社会))"
)
_YEAR_REVIEW = re.compile(
    r"(20[0-4]\d)年(?:的)?(?:主要|政府)?(?:工作回顾|工作总结|主要工作|工作情况)|“?(十[一二三四五六]五)”?[^\n。，,“]{0,20}回顾"
)
_FIRST_YEAR = re.compile(r"今年是[^。]{0,20}“?(十[一二三四五六]五)”?[^。]{0,10}开局之年")
_PLAIN_YEAR = re.compile(r"(?<![到至前比较与-])(20[0-4]\d)年(?![底末]?[前以之]|[-至到]|[:：])")
_AHEAD = re.compile(
    r"(?:年)?(?:远景|起|前后|后|度?[,，]?[^。，,;；]{0,14}?(?:达到?|不低于|不超过|力争|将|要|基本|建成|推广|完成))"
)
_REPORT_AGE = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """Title, issuer, date (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`) and plan years of a document."""

    title: Span | None
    issuer: str | None
    published: str | None
    plan: tuple[int, int] | None
    roc: bool = False

    def reference(self) -> Reference:
        """Return what relative time expressions count from."""
        year = int(self.published[:4]) if self.published else None
        month = int(self.published[5:7]) if self.published and len(self.published) > 6 else None
        return Reference(year, month, self.plan, self.roc)


def read_facts(source: SourceText, published: str | None) -> Facts:
    """Return what the text says of itself; a date given by the caller wins."""
    text = source.normal
    title = _find_title(text)
    title_text = text[title[0] : title[1]] if title else ""
    issuer = _ISSUER.search(text[:_WINDOW])
    plan = _find_plan(title_text, text)
    date = published or _find_date(text, title_text, plan)
    roc = _ROC_YEAR.search(text, 0, _WINDOW) is not None
    return Facts(title, issuer[1] if issuer else None, date, plan, roc)


def _find_title(text: str) -> Span | None:
    """Return the place of the first line that names a document."""
    place = 0
    best: Span | None = None
    for _ in range(30):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place:end]
        size = len(line.strip("# *"))
        if (
            4 <= size <= 60
            and line[-1:] not in "。;，,:："
            and not re.search(r"[>|•@]|来源|:\d\d", line)
        ):
            start = place + len(line) - len(line.lstrip("# *"))
            stop = place + len(line.rstrip("# *"))
            if re.search(
                r"规划|计划|方案|报告|意见|行动|通知|解读|纲要|决定|办法|清单|策略|实事", line
            ):
                return start, stop
            best = best or (start, stop)
        if size > 80 or end >= len(text):
            break
        place = end + 1
    return best


def _find_plan(title: str, text: str) -> tuple[int, int] | None:
    """Return the years that the title names, else those that the text names most."""
    span = _TITLE_SPAN.search(title)
    if span:
        return int(span[1]), int(span[2])
    ordinal = _ORDINAL_PLAN.search(title) or _ORDINAL_PLAN.search(text, 0, _WINDOW)
    if ordinal:
        number = int(parse_chinese(ordinal[1]) or 0)
        return _FIRST_PLAN + 5 * number, _FIRST_PLAN + 5 * number + 4
    for part in (title, text[:_PLAN_WINDOW]):
        names = [m[1] for m in _PLAN_NAME.finditer(part)]
        if names:
            return plan_years(max(names, key=lambda name: (names.count(name), plan_years(name))))
        span = _TITLE_SPAN.search(part)
        if span:
            return int(span[1]), int(span[2])
    return None


def _find_date(source: str, title: str, plan: tuple[int, int] | None) -> str | None:
    """Return the date that a source line, a signature or a report's title states, else a guess."""
    head, tail = source[:_HEAD], source[-_TAIL:]
    for found in (_DATE.search(head), _SIGNED.search(tail)):
        if found and int(found[2]) in range(1, 13) and int(found[3]) in range(1, 32):
            told = _told_year(source)
            if told and int(found[1]) - told > _REPORT_AGE:
                return str(told)
            return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    signed = _ROC_SIGNED.search(head)
    if signed and _ROC_YEAR.search(source, 0, _WINDOW):
        return f"{int(signed[1]) + 1911}-{int(signed[2]):02d}-{int(signed[3]):02d}"
    for part in (head, tail):
        han = _HAN_DATE.search(part)
        if han and (date := _han_date(han)):
            return date
    report = _REPORT_TITLE.search(title) or _REPORT_TITLE.search(head[:400])
    if report:
        return report[1]
    url = _URL_DATE.search(source[:_WINDOW])
    if url:
        return f"{url[1]}-{int(url[2]):02d}"
    roc = _ROC_DATE.search(head)
    if roc and ("行政院" in head or "民国" in head):
        return f"{int(roc[1]) + 1911}-{int(roc[2]):02d}-{int(roc[3]):02d}"
    year = _infer_year(source, title, plan)
    return str(year) if year else None


def _han_date(match: re.Match[str]) -> str | None:
    year, month, day = (parse_chinese(match[i]) for i in (1, 2, 3))
    if not (year and month and day and 1900 < year < 2100 and month <= 12 and day <= 31):
        return None
    return f"{int(year)}-{int(month):02d}-{int(day):02d}"


def _told_year(text: str) -> int | None:
    """Return the year that a report gives itself: of its plan, or after the one reviewed."""
    first = _FIRST_YEAR.search(text)
    if first and (years := plan_years(first[1])):
        return years[0]
    work = _YEAR_WORK.search(text)
    if work:
        return int(work[1])
    for match in _YEAR_REVIEW.finditer(text):
        if match[1]:
            return int(match[1]) + 1
        years = plan_years(match[2])
        if years:
            return years[1] + 1
    return None


def _infer_year(text: str, title: str, plan: tuple[int, int] | None) -> int | None:
    """Return the year that headings and openings imply, or None.

    The opening year of a plan, the year whose work is laid out, the year after the one that is
    reviewed, the first year of a plan that the title names, in a report to deputies the year after
    the last one named, else the last year that stands without a word of what is ahead, the first
    year of a plan that the text names.
    """
    told = _told_year(text)
    if told:
        return told
    if plan and (_TITLE_SPAN.search(title) or _PLAN_NAME.search(title)):
        return plan[0]
    plain = list(_PLAIN_YEAR.finditer(text))
    if plain and _DEPUTIES.search(text):
        return max(int(m[1]) for m in plain) + 1
    seen = [int(m[1]) for m in plain if not _AHEAD.match(text, m.end())]
    if seen and _REPORTING.search(text):
        return max(seen)
    if plan:
        return plan[0]
    return max(seen) if seen else None
