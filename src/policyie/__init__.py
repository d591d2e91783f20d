"""Structured targets from Chinese policy documents, with exact source offsets."""

from policyie.config import ExtractorConfig
from policyie.errors import (
    AnnotationError,
    ConfigError,
    GazetteerError,
    MissingExtraError,
    PolicyIEError,
    ReadError,
    SpanError,
)
from policyie.finders import find_periods, find_quantities
from policyie.pipeline import Extractor, extract, extract_text
from policyie.schema import Document, Period, Quantity, Target

__all__ = [
    "AnnotationError",
    "ConfigError",
    "Document",
    "Extractor",
    "ExtractorConfig",
    "GazetteerError",
    "MissingExtraError",
    "Period",
    "PolicyIEError",
    "Quantity",
    "ReadError",
    "SpanError",
    "Target",
    "extract",
    "extract_text",
    "find_periods",
    "find_quantities",
]
