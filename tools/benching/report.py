"""The table that is printed."""

from typing import Any

from tools.benching.live import Live
from tools.benching.live_tab import Delay

MEGABYTES_OF_SOUND_PER_MINUTE = 60 * 16_000 * 4 / 2**20  # mono, 16 kHz, float32


def table(figures: dict[str, Any]) -> str:
    """What was measured beside what was aimed at, as Markdown."""
    rows = [
        *_networks(figures),
        *_processes(figures),
        *_page(figures["page"]),
        *_live(figures["live"]),
        *(_live_tab(number, seen) for number, seen in enumerate(figures["live_tab"], 1)),
    ]
    rows += _cuda(figures["cuda"]) if figures["cuda"] else []
    lines = [f"| {what} | {measured} | {aim} |" for what, measured, aim in rows]
    about = ", ".join(f"{k} {v}" for k, v in figures["machine"].items())
    return "\n".join([about, "", "| what | measured | aim |", "|---|---|---|", *lines])


def _networks(figures: dict[str, Any]) -> list[tuple[str, str, str]]:
    arithmetic, schedules = figures["arithmetic"], figures["schedules"]
    rows = [
        ("a trunk, float32", f"{arithmetic['trunk_gflops']} GFLOP/s", ""),
        *_products(arithmetic),
        ("72 s, the original's schedule", f"{schedules['original_seconds']} s", ""),
    ]
    aims = {"two_trunks": "≤ 0.70", "one_trunk": "≤ 0.38", "two_trunks_bfloat16": "≤ 0.38"}
    for name, aim in aims.items():
        if f"{name}_ratio" in schedules:
            label = name.replace("_", " ")
            rows += [
                (f"72 s, {label}", f"{schedules[f'{name}_seconds']} s", ""),
                (f"72 s, {label}, of the original's", str(schedules[f"{name}_ratio"]), aim),
                (f"{label}, largest difference", *_error(schedules, name)),
            ]
    return rows


def _products(arithmetic: dict[str, Any]) -> list[tuple[str, str, str]]:
    rows = []
    for kind, what, aim in (("matrix", "PyTorch's", "≥ 0.95"), ("packed_matrix", "oneDNN's", "")):
        if f"{kind}_gflops" in arithmetic:
            rate = f"{arithmetic[f'{kind}_gflops']} GFLOP/s"
            rows.append((f"best matrix product, {what}", rate, ""))
            rows.append(("a trunk, of that", str(arithmetic[f"trunk_of_{kind}"]), aim))
    return rows


def _error(schedules: dict[str, Any], name: str) -> tuple[str, str]:
    if not name.endswith("bfloat16"):
        return f"{schedules[f'{name}_error']:.1e}", "≤ 1e-4"
    of_range, rms = (schedules[f"{name}_{k}"] for k in ("error_of_range", "rms_of_spread"))
    return f"{of_range:.2%} of a column's range, root mean square {rms:.2%} of its std", "≤ 1 %"


def _processes(figures: dict[str, Any]) -> list[tuple[str, str, str]]:
    start, lengths = figures["start"], figures["lengths"]
    rows = [
        ("`import torch`", f"{start['import_torch_seconds']} s", ""),
        ("fresh process, 10 s clip", f"{start['clip_seconds']} s", ""),
        ("the same, of `import torch`", str(start["clip_of_import_torch"]), "≤ 2.0"),
        ("what `import sadcoeff` adds", f"{start['import_added_seconds']} s", "≤ 0.3 s"),
    ]
    for minutes, usage in lengths.items():
        limit = 900 + (minutes > 60) * MEGABYTES_OF_SOUND_PER_MINUTE * minutes
        what = f"{minutes} min of sound"
        rows += [
            (
                f"{what}, peak of the whole process",
                f"{usage.megabytes:.0f} MB",
                f"≤ {limit:.0f} MB",
            ),
            (f"{what}, time a minute", f"{usage.seconds_a_minute:.3g} s", ""),
            (f"{what}, of one minute's", f"{usage.of_one_minute:.2f}", "0.9…1.1"),
        ]
    return rows


def _page(page: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        ("page, 10 s clip: request to outputs", f"{page['request_seconds']} s", "≤ 1.2 s"),
        ("of which all figures", f"{page['figures_seconds']} s", "≤ 0.4 s"),
        ("8 visitors at once, all answered", f"{page['crowd_seconds']} s", ""),
        ("the same, one after the other", f"{page['crowd_throughput']} times that", "≥ 1"),
    ]


def _live(live: dict[str, Any]) -> list[tuple[str, str, str]]:
    rows = [
        ("live: expression behind its sound, 16 kHz", f"{live['expression_delay_seconds']} s", ""),
        ("live: head behind the expression", f"{live['head_delay_seconds']} s", ""),
    ]
    for sessions, found in live["sessions"].items():
        rows.append((f"live sessions: {sessions}, share of a core", f"{found.share:.0%}", ""))
        rows.append((f"live sessions: {sessions}, slowest 0.1 s", *_slowest(found)))
    hours, long = f"{live['hours']:g} h", live["long"]
    memory = f"{long.late:.0f} MB, {long.late / long.early:.3f} of {long.early:.0f} MB"
    return [
        *rows,
        (f"live: slowest 0.1 s of {hours}", *_slowest(long)),
        (f"live: memory after {hours}, of that after 5 minutes", memory, "≤ 1.05"),
    ]


def _live_tab(number: int, seen: Delay) -> tuple[str, str, str]:
    delay = f"{seen.median * 1000:.0f} ms, at most {seen.largest * 1000:.0f} ms"
    drawn = f"{seen.pictures:.0f} pictures a second, at most {seen.gap * 1000:.0f} ms apart"
    shown = f"the page says {seen.shown * 1000:.0f} ms"
    what = f"Live tab, microphone to drawn mouth, visitor {number}"
    return what, f"{delay}; {shown}; {drawn}", "≤ 500 ms"


def _slowest(found: Live) -> tuple[str, str]:
    return f"{found.slowest * 1000:.0f} ms", "≤ 100 ms"


def _cuda(cuda: dict[str, Any]) -> list[tuple[str, str, str]]:
    card = cuda["card"]
    rows = [
        (f"{card}: an hour of sound, {step}", f"{cuda[step]} s", "≤ 2 s in all")
        for step in ("prepared", "computed")
    ]
    for sessions, found in cuda["sessions"].items():
        what = f"{card}: live sessions: {sessions}"
        rows.append((f"{what}, of the time there is", f"{found.busy:.0%}", "< 100 %"))
        rows.append((f"{what}, slowest 0.1 s", *_slowest(found)))
    return rows
