"""Label Studio: `tasks.json` with annotations, and the labelling configuration for them.

Regions, relations, and per-region choices and text areas. Offsets are code points, as Label Studio
stores them; a file of a version that stored UTF-16 units is told by the words of its regions.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from policyie.errors import AnnotationError
from policyie.evaluation.gold import read_text
from policyie.exchange.marks import (
    CHOICES,
    FIELDS,
    LABELS,
    RECORDS,
    ROLES,
    Annotated,
    Link,
    Mark,
    Utf16,
    from_marks,
    to_marks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SUFFIXES = (".json",)
_TEXT, _LABEL = "text", "label"


def write(documents: Iterable[Annotated]) -> Iterator[tuple[str, bytes]]:
    """The files: tasks to import, and the configuration of the project."""
    tasks = [_task(document) for document in documents]
    yield "tasks.json", (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode()
    yield "config.xml", build_config().encode()


def build_config() -> str:
    """The labelling configuration that the tasks fit."""
    lines = ["<View>", '  <Relations name="roles">']
    lines += [f'    <Relation value="{role}"/>' for role in ROLES]
    lines += ["  </Relations>", f'  <Labels name="{_LABEL}" toName="{_TEXT}">']
    lines += [f'    <Label value="{label}"/>' for label in LABELS]
    lines += ["  </Labels>", f'  <Text name="{_TEXT}" value="$text"/>']
    when = f'whenTagName="{_LABEL}" whenLabelValue="{",".join(RECORDS)}"'
    shown = f'toName="{_TEXT}" perRegion="true" {when}'
    for name in FIELDS:
        if name in CHOICES:
            lines.append(f'  <Choices name="{name}" {shown}>')
            lines += [f'    <Choice value="{value}"/>' for value in CHOICES[name]]
            lines.append("  </Choices>")
        else:
            once = f'placeholder="{name}" maxSubmissions="1"'
            lines.append(f'  <TextArea name="{name}" {once} {shown}/>')
    return "\n".join([*lines, "</View>"]) + "\n"


def _task(document: Annotated) -> dict[str, Any]:
    marks, links = to_marks(document.records)
    result: list[dict[str, Any]] = []
    for mark in marks:
        place = {
            "start": mark.start,
            "end": mark.end,
            "text": document.text[mark.start : mark.end],
        }
        result.append(_region(mark.id, _LABEL, "labels", {**place, "labels": [mark.label]}))
        for name, value in mark.fields.items():
            kind, key = ("choices", "choices") if name in CHOICES else ("textarea", "text")
            result.append(_region(mark.id, name, kind, {**place, key: [value]}))
    result += [
        {
            "type": "relation",
            "from_id": link.source,
            "to_id": link.target,
            "direction": "right",
            "labels": [link.role],
        }
        for link in links
    ]
    data = {"text": document.text, "document": document.name}
    return {"data": data, "annotations": [{"result": result}]}


def _region(region: str, name: str, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": region, "from_name": name, "to_name": _TEXT, "type": kind, "value": value}


def read(path: Path) -> Iterator[Annotated]:
    """The documents of a JSON export.

    Raises:
        ReadError: the file cannot be read.
        AnnotationError: it is no export with one annotation a task, or a region makes no record.
    """
    try:
        tasks = json.loads(read_text(path))
    except ValueError as error:
        raise AnnotationError(str(path), f"is not JSON: {error}") from error
    if not isinstance(tasks, list):
        raise AnnotationError(str(path), "is no list of tasks; export as JSON, not as JSON-MIN")
    for number, task in enumerate(tasks, start=1):
        try:
            yield _read_task(task, f"task {number}", str(path))
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            problem = f"task {number} has not the form of the JSON export: {error!r}"
            raise AnnotationError(str(path), problem) from error


def _read_task(task: Mapping[str, Any], number: str, file: str) -> Annotated:
    text = task["data"]["text"]
    done = [one for one in task["annotations"] if not one.get("was_cancelled")]
    if len(done) != 1:
        problem = f"{number} has {len(done)} annotations; export the one that counts"
        raise AnnotationError(file, problem)
    name = task["data"].get("document") or number.replace(" ", "-")
    where = f"{file} ({name})"
    marks: dict[str, Mark] = {}
    fields: dict[str, dict[str, str]] = {}
    links = []
    for entry in done[0]["result"]:
        if entry["type"] == "relation":
            roles = entry.get("labels") or [""]
            links.append(Link(entry["from_id"], entry["to_id"], roles[0]))
        elif entry["type"] == "labels":
            start, end = _find_place(entry["value"], text, where)
            own = fields.setdefault(entry["id"], {})
            marks[entry["id"]] = Mark(entry["id"], entry["value"]["labels"][0], start, end, own)
        else:
            value = entry["value"].get("choices") or entry["value"].get("text") or []
            values = [value] if isinstance(value, str) else value
            if values:
                fields.setdefault(entry["id"], {})[entry["from_name"]] = "\n".join(values)
    return Annotated(name, text, from_marks(marks.values(), links, text, where))


def _find_place(value: Mapping[str, Any], text: str, where: str) -> tuple[int, int]:
    start, end, words = value["start"], value["end"], value.get("text")
    if words is None or text[start:end] == words:
        return start, end
    units = Utf16(text)
    first, last = units.place(start), units.place(end)
    if first is not None and last is not None and text[first:last] == words:
        return first, last
    problem = f"[{start}, {end}] is {text[start:end]!r} in the text, not {words!r}"
    raise AnnotationError(where, problem)
