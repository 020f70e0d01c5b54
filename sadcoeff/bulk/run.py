"""A bulk run from its items to its files and manifest, on any engine."""

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tqdm import tqdm

from sadcoeff.bulk.manifest import append, read_finished
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.output_folder import lock_folder, require_same, write_options
from sadcoeff.bulk.output_names import name_outputs
from sadcoeff.bulk.recordings import Item
from sadcoeff.bulk.worker import Result
from sadcoeff.exports import suffix_of, write_outputs
from sadcoeff.files.atomic import remove_parts
from sadcoeff.files.names import coeff_name

Engine = Callable[[Sequence[Item], Options, References], Generator[Result, None, None]]


@dataclass
class Tally:
    """How many recordings were written, were finished before, and failed."""

    written: int = 0
    skipped: int = 0
    failed: int = 0

    def count(self, result: Result) -> None:
        """Add a result."""
        if result.error is None:
            self.written += 1
        else:
            self.failed += 1


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
    and another call resumes from there.
    """
    record = options.record(base)
    with lock_folder(out):
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
    """The files that a run writes, and their names."""

    def __init__(
        self,
        out: Path,
        options: Options,
        references: References,
        todo: Sequence[Item],
        finished: dict[str, dict[str, Any]],
    ) -> None:
        self.out, self.options = out, options
        self.pic, self.crop = references.source.name, references.source.crop
        taken = {name: entry["output"] for name, entry in finished.items()}
        self.names = name_outputs([i.name for i in todo], self._file_names, taken)
        for folder in {str(name.parent) for name in self.names.values()}:
            remove_parts(out / folder)

    def write(self, result: Result) -> None:
        """Write a result's files, then its line.  Raises CoeffFileError or BulkError."""
        name, output = self.names[result.item.name], result.output
        if output is not None:
            folder = self.out / name.parent
            formats, coeffs, meta = self.options.formats, output.coeffs, output.meta
            names, fps = (self.pic, name.name), self.options.fps
            write_outputs(folder, *names, coeffs, formats, meta, self.crop, fps)
        append(self.out, self._make_entry(result, name))

    def _make_entry(self, result: Result, name: PurePosixPath) -> dict[str, Any]:
        output = result.output
        return {
            "input": result.item.name,
            "output": output and str(name.with_name(self._file_names(name.name)[0])),
            "seed": self.options.derive_seed(result.item.name),
            "frames": output and len(output.coeffs),
            "seconds": round(result.seconds, 3),
            "notes": list(result.notes),
            "raised_db": output and (output.meta.raised_db or 0.0),
            "error": result.error,
        }

    def _file_names(self, stem: str) -> list[str]:
        return [coeff_name(self.pic, stem, suffix_of(kind)) for kind in self.options.formats]


def _run(
    results: Generator[Result, None, None], outputs: _Outputs, record: dict[str, Any], tally: Tally
) -> None:
    """Write results as they come, and report them."""
    total = len(outputs.names)
    with closing(results), tqdm(total=total, desc="recordings", unit="file", leave=False) as bar:
        for result in results:
            if not bar.n:  # not before: options that turn out not to run leave no file
                write_options(outputs.out, record)
            outputs.write(result)
            tally.count(result)
            bar.update()
            for sentence in (*result.notes, *filter(None, (result.error,))):
                bar.write(f"sadcoeff: {result.item.name}: {sentence}", file=sys.stderr)
