"""The commands `policyie train` and `policyie suggest`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policyie.config import ExtractorConfig
from policyie.errors import ConfigError, ReadError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from policyie.training.examples import Annotated


def add_gold_arguments(parser: ArgumentParser) -> None:
    """Add the arguments that name annotated documents."""
    parser.add_argument("--gold", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument(
        "--texts", type=Path, nargs="+", metavar="DIR", help="one for each gold folder, in order"
    )


def add_train_arguments(parser: ArgumentParser) -> None:
    """Add the arguments that `train` reads."""
    add_gold_arguments(parser)
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="for the weights"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="(default: 0)")


def add_suggest_arguments(parser: ArgumentParser) -> None:
    """Add the arguments that `suggest` reads."""
    parser.add_argument("--texts", type=Path, required=True, metavar="DIR", help="NAME.txt")
    parser.add_argument("-n", type=int, default=20, metavar="N", help="records (default: 20)")
    parser.add_argument("--models", type=Path, metavar="DIR", help="weights that train made")


def pair_folders(args: Namespace) -> list[tuple[Path, Path]]:
    """Return each gold folder with its folder of texts.

    Raises:
        ConfigError: there are more of one than of the other.
    """
    texts = args.texts or args.gold
    if len(texts) != len(args.gold):
        msg = f"{len(args.gold)} gold folders need as many folders of texts, not {len(texts)}"
        raise ConfigError(msg)
    return list(zip(args.gold, texts, strict=True))


def load_documents(args: Namespace) -> list[Annotated]:
    """Return the annotated documents that the arguments name, with what the rules read there."""
    from policyie.pipeline import Extractor
    from policyie.training.examples import load_annotated

    return load_annotated(Extractor(ExtractorConfig(models=False)), pair_folders(args))


def train(args: Namespace) -> int:
    """Learn from annotated folders and write the weights.

    Raises:
        MissingExtraError: the extra `[train]` is not installed.
        PolicyIEError: a file cannot be read or is wrong.
    """
    from policyie.lexicon import load_lexicon
    from policyie.training.fit import fit_models, prepare, require_extra
    from policyie.training.store import describe_set, write_models

    require_extra()
    documents = load_documents(args)
    prepared = [prepare(document, load_lexicon()) for document in documents]
    models = fit_models(prepared, args.seed)
    command = f"policyie train --gold DIR --texts DIR -o DIR --seed {args.seed}"
    made = describe_set(documents, command, args.seed)
    try:
        size = write_models(models, args.output, made)
    except OSError as error:
        raise ReadError(str(args.output), f"cannot be written: {error.strerror}") from error
    sys.stdout.write(
        f"{len(documents)} documents, {made['training_set']['records']} records, {size} bytes\n"
    )
    return 0


def suggest(args: Namespace) -> int:
    """Print the records whose annotation would help most, as lines of a gold file.

    Raises:
        ConfigError: the number is not positive, or no models are there to ask.
        PolicyIEError: a file cannot be read.
    """
    from policyie.training.suggest import find_suggestions

    if args.n < 1:
        msg = f"-n needs a positive number, not {args.n}"
        raise ConfigError(msg)
    for line in find_suggestions(args.texts, args.n, args.models):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0
