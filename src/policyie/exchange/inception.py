"""INCEpTION: UIMA CAS XMI, NAME.xmi with the type system `TypeSystem.xml`.

Two span layers: `PolicyTarget` with the fields of a record as string features, and `PolicyWords`;
from a target, link features lead to its words and to the target that it is a part of. Offsets are
UTF-16 code units, as UIMA counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyie.errors import AnnotationError, ReadError
from policyie.exchange.marks import (
    FIELDS,
    PART_OF,
    RECORDS,
    Annotated,
    Link,
    Mark,
    Utf16,
    from_marks,
    to_marks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from lxml.etree import _Element  # type: ignore[import-untyped]

SUFFIXES = (".xmi",)
_PACKAGE = "webanno.custom"
_TARGET, _WORDS = "PolicyTarget", "PolicyWords"
_LINKS = {"parts": (f"{_TARGET}PartsLink", _WORDS), "whole": (f"{_TARGET}WholeLink", _TARGET)}
_XMI = "http://www.omg.org/XMI"
_CAS, _TCAS = "http:///uima/cas.ecore", "http:///uima/tcas.ecore"
_CUSTOM = "http:///webanno/custom.ecore"
_NAMES = {"xmi": _XMI, "cas": _CAS, "tcas": _TCAS, "custom": _CUSTOM}
_SPEC = "http://uima.apache.org/resourceSpecifier"
_ID = f"{{{_XMI}}}id"
_SOFA, _FIRST = "1", 10


def write(documents: Iterable[Annotated]) -> Iterator[tuple[str, bytes]]:
    """A file for each document, and the type system of all."""
    for document in documents:
        yield f"{document.name}.xmi", _build(document)
    yield "TypeSystem.xml", build_types()


def _build(document: Annotated) -> bytes:
    from lxml import etree  # type: ignore[import-untyped]

    marks, links = to_marks(document.records)
    units = Utf16(document.text)
    numbers = {mark.id: str(_FIRST + number) for number, mark in enumerate(marks)}
    root = etree.Element(f"{{{_XMI}}}XMI", {f"{{{_XMI}}}version": "2.0"}, nsmap=_NAMES)
    etree.SubElement(root, f"{{{_CAS}}}NULL", {_ID: "0"})
    whole = {"begin": "0", "end": str(units.count(len(document.text))), "language": "zh"}
    try:
        _add(root, f"{{{_TCAS}}}DocumentAnnotation", "2", {"sofa": _SOFA, **whole})
        following = _FIRST + len(marks)
        for mark in marks:
            own = [link for link in links if link.source == mark.id]
            ids = [str(following + number) for number in range(len(own))]
            following += len(own)
            _add_mark(root, mark, numbers[mark.id], units, _list_links(own, ids))
            for link, key in zip(own, ids, strict=True):
                kind = _LINKS[_feature(link)][0]
                found = {"role": link.role, "target": numbers[link.target]}
                _add(root, f"{{{_CUSTOM}}}{kind}", key, found)
        sofa = {"sofaNum": "1", "sofaID": "_InitialView", "mimeType": "text"}
        _add(root, f"{{{_CAS}}}Sofa", _SOFA, {**sofa, "sofaString": document.text})
    except ValueError as error:
        problem = "holds a control character, which XML 1.0 cannot"
        raise AnnotationError(document.name, problem) from error
    members = " ".join(["2", *numbers.values()])
    etree.SubElement(root, f"{{{_CAS}}}View", {"sofa": _SOFA, "members": members})
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _feature(link: Link) -> str:
    return "whole" if link.role == PART_OF else "parts"


def _list_links(links: Sequence[Link], ids: Sequence[str]) -> dict[str, str]:
    """The link features: the ids of the links that each has."""
    found: dict[str, list[str]] = {}
    for link, key in zip(links, ids, strict=True):
        found.setdefault(_feature(link), []).append(key)
    return {name: " ".join(keys) for name, keys in found.items()}


def _add_mark(
    root: _Element, mark: Mark, number: str, units: Utf16, links: Mapping[str, str]
) -> None:
    place = {"begin": str(units.count(mark.start)), "end": str(units.count(mark.end))}
    record = mark.label in RECORDS
    features = {"sofa": _SOFA, **place, "kind" if record else "label": mark.label}
    own = {_encode(name): value for name, value in mark.fields.items()}
    name = f"{{{_CUSTOM}}}{_TARGET if record else _WORDS}"
    _add(root, name, number, {**features, **own, **links})


def _add(root: _Element, name: str, number: str, features: Mapping[str, str]) -> None:
    from lxml import etree

    etree.SubElement(root, name, {_ID: number, **features})


def _encode(name: str) -> str:
    """The name of a feature: `id` means another thing in XMI."""
    return "recordId" if name == "id" else name


def build_types() -> bytes:
    """The type system description that the layers of the project can be imported from."""
    from lxml import etree

    root = etree.Element(f"{{{_SPEC}}}typeSystemDescription", nsmap={None: _SPEC})
    types = etree.SubElement(root, f"{{{_SPEC}}}types")
    strings = {_encode(name): "uima.cas.String" for name in ("kind", *FIELDS)}
    arrays = {name: f"{_PACKAGE}.{kind}" for name, (kind, _) in _LINKS.items()}
    _add_type(types, _WORDS, "uima.tcas.Annotation", {"label": "uima.cas.String"})
    _add_type(types, _TARGET, "uima.tcas.Annotation", strings, arrays)
    for kind, target in _LINKS.values():
        features = {"role": "uima.cas.String", "target": f"{_PACKAGE}.{target}"}
        _add_type(types, kind, "uima.cas.TOP", features)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _add_type(
    types: _Element,
    name: str,
    parent: str,
    features: Mapping[str, str],
    arrays: Mapping[str, str] | None = None,
) -> None:
    from lxml import etree

    def add(parent: _Element, tag: str, text: str = "") -> _Element:
        element = etree.SubElement(parent, f"{{{_SPEC}}}{tag}")
        element.text = text or None
        return element

    described = add(types, "typeDescription")
    add(described, "name", f"{_PACKAGE}.{name}")
    add(described, "description")
    add(described, "supertypeName", parent)
    listed = add(described, "features")
    for feature, kind in {**features, **dict.fromkeys(arrays or {}, "uima.cas.FSArray")}.items():
        one = add(listed, "featureDescription")
        add(one, "name", feature)
        add(one, "description")
        add(one, "rangeTypeName", kind)
        if arrays and feature in arrays:
            add(one, "elementType", arrays[feature])


def read(path: Path) -> Iterator[Annotated]:
    """The document of an XMI file.

    Raises:
        ReadError: the file cannot be read.
        AnnotationError: it is no CAS with a text and these layers.
    """
    root = _parse(path)
    elements = {element.get(_ID): element for element in root if element.get(_ID)}
    sofas = [e for e in elements.values() if e.tag == f"{{{_CAS}}}Sofa"]
    text = next((e.get("sofaString") for e in sofas if e.get("sofaID") == "_InitialView"), None)
    if text is None:
        raise AnnotationError(str(path), "has no text (a Sofa _InitialView with sofaString)")
    units = Utf16(text)
    marks: list[Mark] = []
    links: list[Link] = []
    for key, element in elements.items():
        kind = str(element.tag).rpartition("}")[2]
        if kind not in (_TARGET, _WORDS):
            continue
        try:
            marks.append(_read_mark(key, element, kind, units))
        except (TypeError, ValueError) as error:
            problem = f"{kind} {key}: begin and end are no places in the text"
            raise AnnotationError(str(path), problem) from error
        for name in _LINKS:
            links += _read_links(key, element.get(name, ""), elements)
    yield Annotated(path.stem, text, from_marks(marks, links, text, str(path)))


def _parse(path: Path) -> Any:  # noqa: ANN401  (lxml has no types)
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(path.read_bytes(), parser)
    except OSError as error:
        raise ReadError(str(path), error.strerror or "cannot be read") from error
    except etree.XMLSyntaxError as error:
        raise AnnotationError(str(path), f"is not XML: {error}") from error


def _read_mark(key: str, element: _Element, kind: str, units: Utf16) -> Mark:
    start, end = (units.place(int(element.get(side) or "")) for side in ("begin", "end"))
    if start is None or end is None:
        msg = "within a character"
        raise ValueError(msg)
    if kind == _WORDS:
        return Mark(key, element.get("label") or "", start, end)
    given = {name: element.get(_encode(name)) for name in FIELDS}
    fields = {name: value for name, value in given.items() if value}
    return Mark(key, element.get("kind") or "target", start, end, fields)


def _read_links(key: str, ids: str, elements: Mapping[Any, _Element]) -> Iterator[Link]:
    """The links of a feature, which lists them itself or names an array that does."""
    for one in ids.split():
        element = elements.get(one)
        if element is not None and str(element.tag) == f"{{{_CAS}}}FSArray":
            yield from _read_links(key, element.get("elements", ""), elements)
        elif element is not None:
            yield Link(key, element.get("target") or "", element.get("role") or "")
