"""Every error that policyie raises on purpose.

PolicyIEError
├── ReadError          a file cannot be read as text (missing, binary, undecodable)
├── GazetteerError     a word list or rule file is wrong (file, line, fault)
├── AnnotationError    a gold or prediction file is wrong (file, line, fault)
├── ModelError         a file of learned weights is missing, damaged or too new
├── SpanError          a span does not lie in its text, or is not its text
├── ConfigError        an option has a value that cannot be used
└── MissingExtraError  an optional dependency is not installed
"""

from __future__ import annotations


class PolicyIEError(Exception):
    """Root of all errors raised by policyie."""


class _LocatedError(PolicyIEError):
    """An error in a file, with the line when there is one."""

    def __init__(self, file: str, problem: str, line: int | None = None) -> None:
        super().__init__(file, problem, line)
        self.file = file
        self.problem = problem
        self.line = line

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.problem}"


class ReadError(_LocatedError):
    """A file cannot be read as text; `problem` says why."""


class GazetteerError(_LocatedError):
    """A row or rule of a gazetteer is wrong; `line` is 1-based."""


class AnnotationError(_LocatedError):
    """A line of a gold or prediction file is wrong; `line` is 1-based."""


class ModelError(_LocatedError):
    """A file of learned weights cannot be used; `problem` says why."""


class SpanError(PolicyIEError):
    """A span lies outside its text or does not hold the text it claims."""


class ConfigError(PolicyIEError):
    """An option has a value that cannot be used."""


class MissingExtraError(PolicyIEError):
    """An optional dependency is missing; `extra` names what to install."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(extra, package)
        self.extra = extra
        self.package = package

    def __str__(self) -> str:
        return f"{self.package} is not installed: pip install 'policyie[{self.extra}]'"
