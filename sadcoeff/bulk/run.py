"""A batch from its items to its files and manifest, on whatever engine."""

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tqdm import tqdm

from sadcoeff.bulk.manifest import append, read_finished
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.output_folder import locked, require_same, write_settings
from sadcoeff.bulk.output_names import name_outputs
from sadcoeff.bulk.recordings import Item
from sadcoeff.bulk.worker import Result
from sadcoeff.files.atomic import remove_parts
from sadcoeff.files.names import coeff_name
from sadcoeff.files.write import find_format, write_named

Engine = Callable[[Sequence[Item], Options, References], Generator[Result, None, None]]


@dataclass
class Tally:
    """How many recordings were written, were finished before, and failed."""

    written: int = 0
    skipped: int = 0
    failed: int = 0


def run_bulk(
    base: Path,
    items: Sequence[Item],
    options: Options,
    references: References,
    out: Path,
    engine: Engine,
) -> Tally:
    """Run every item that is not finished, and write its files and then its line.

    `base` is the folder that the items' names are relative to.
    Raises BulkError or CoeffFileError if `out` cannot be used; what is written by then stays,
    and another call goes on from there.
    """
    record = options.record(base)
    with locked(out):
        finished = read_finished(out)
        if finished:
            require_same(out, record)
        todo = [item for item in items if item.name not in finished]
        tally = Tally(skipped=len(items) - len(todo))
        if todo:
            outputs = _Outputs(out, options, references, todo, finished)
            _run(engine(todo, options, references), outputs, record, tally)
    return tally


class _Outputs:
    """Where the results go."""

    def __init__(
        self,
        out: Path,
        options: Options,
        references: References,
        todo: Sequence[Item],
        finished: dict[str, dict[str, Any]],
    ) -> None:
        self.out, self.options = out, options
        self.pic = references.source.name
        taken = {name: entry["output"] for name, entry in finished.items()}
        self.places = name_outputs([i.name for i in todo], self._file_name, taken)
        for folder in {str(place.parent) for place in self.places.values()}:
            remove_parts(out / folder)

    def write(self, result: Result) -> None:
        """Write a result's files, then its line.  Raises CoeffFileError or BulkError."""
        place = self.places[result.item.name]
        if result.coeffs is not None:
            names = self.out / place.parent, self.pic, place.name
            write_named(*names, result.coeffs, self.options.formats, result.meta)
        append(self.out, self._entry(result, place))

    def _entry(self, result: Result, place: PurePosixPath) -> dict[str, Any]:
        done = result.error is None
        return {
            "input": result.item.name,
            "output": str(place.with_name(self._file_name(place.name))) if done else None,
            "seed": self.options.seed_of(result.item.name),
            "frames": len(result.coeffs) if done else None,
            "seconds": round(result.seconds, 3),
            "error": result.error,
        }

    def _file_name(self, stem: str) -> str:
        return coeff_name(self.pic, stem, find_format(self.options.formats[0]).suffix)


def _run(
    results: Generator[Result, None, None], outputs: _Outputs, record: dict[str, Any], tally: Tally
) -> None:
    """Write results as they come, and tell of them."""
    total = len(outputs.places)
    with closing(results), tqdm(total=total, desc="batch", unit="file", leave=False) as bar:
        for result in results:
            if not bar.n:  # nothing is written for settings that turn out not to run
                write_settings(outputs.out, record)
            outputs.write(result)
            _count(result, tally, bar)


def _count(result: Result, tally: Tally, bar: tqdm) -> None:
    bar.update()
    if result.error is None:
        tally.written += 1
    else:
        tally.failed += 1
        bar.write(f"sadcoeff: {result.item.name}: {result.error}", file=sys.stderr)
