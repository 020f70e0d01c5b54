"""`batch --engine ray`: real clusters on this machine, one of which loses a node."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from samples import face, write_coeffs
from written import contents, lines

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.bulk import engine_ray as on_ray
from sadcoeff.bulk.engine_local import run_here
from sadcoeff.bulk.engine_ray import WorkerActor
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.recordings import find_items
from sadcoeff.bulk.run import run_bulk
from sadcoeff.errors import SettingError

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"


@pytest.fixture(scope="module")
def cluster():
    """Two nodes with a processor each; the last test kills one."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    yield cluster
    cluster.shutdown()


@pytest.fixture
def pools(monkeypatch):
    """The pools that are made, each of which begins once both nodes' actors are ready."""
    hand_out, pools = on_ray._Pool._hand_out, []

    def together(pool):
        if pool not in pools and len(pool.idle) == 2:
            pools.append(pool)
        if pool in pools:
            hand_out(pool)

    monkeypatch.setattr(on_ray._Pool, "_hand_out", together)
    return pools


def stuck_away_from(home):
    """Workers that get no further on any other node: so a node that is killed is at work."""

    class Stuck(WorkerActor):  # pickled by value, since workers cannot import this file
        def work(self, group):
            import threading

            import ray

            if ray.get_runtime_context().get_node_id() != home:
                threading.Event().wait()
            return super().work(group)

    return Stuck


def killing_a_node(results, cluster):
    """Pass results on, and kill the node where the driver is not after the first."""
    for number, result in enumerate(results):
        if number == 0:
            (other,) = [n for n in cluster.list_all_nodes() if n != cluster.head_node]
            cluster.remove_node(other, allow_graceful=False)
        yield result


def test_on_one_machine_it_writes_what_the_local_engine_writes(clips, tmp_path):
    (clips / "bad.wav").write_bytes(b"no sound")
    base, items, _ = find_items(clips)
    some = [item for item in items if item.name in ("bad.wav", "clip00.wav", "clip06.wav")]
    listed = clips / "list.txt"
    listed.write_text("\n".join(item.name for item in some))
    run_bulk(base, some, Options(), References(), tmp_path / "quiet", run_here)
    out = tmp_path / "out"
    command = ["batch", listed, "-o", out, "--engine", "ray", "--device", "cpu"]
    done = subprocess.run(
        [sys.executable, "-m", "sadcoeff", *command], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 2
    assert done.stdout == f"2 written, 0 already there, 1 failed: {out / 'manifest.jsonl'}\n"
    told = [line for line in done.stderr.replace("\r", "\n").splitlines() if line.strip()]
    others = [line.strip() for line in told if not line.startswith("recordings: ")]
    assert len(others) == 1
    assert others[0].startswith("sadcoeff: bad.wav: 'bad.wav' cannot be read as sound")
    assert contents(out) == contents(tmp_path / "quiet")


def test_a_recording_that_takes_its_workers_along_is_given_up_alone(clips, cluster, monkeypatch):
    class Deadly:  # pickled by value, since workers cannot import this file
        def load(self, options, _references):
            return options.fingerprint()

        def work(self, group):
            from sadcoeff.bulk.worker import Result

            if any(item.name == "clip02.wav" for item in group):
                os.kill(os.getpid(), signal.SIGKILL)
            return [Result(item, 0.0) for item in group]

    monkeypatch.setattr(on_ray, "WorkerActor", Deadly)
    _, items, _ = find_items(clips)
    results = list(on_ray.run_on_ray(items, Options(), References(), cluster.address))
    assert sorted(r.item.name for r in results) == [item.name for item in items]
    (bad,) = [r for r in results if r.error]
    assert bad.item.name == "clip02.wav"
    assert bad.error.startswith("3 workers were lost over it")


def test_a_node_killed_midway_costs_no_file_and_no_bit(
    clips, tmp_path, cluster, pools, monkeypatch
):
    base, items, _ = find_items(clips)
    quiet, out = tmp_path / "quiet", tmp_path / "out"
    run_bulk(base, items, Options(), References(), quiet, run_here)
    monkeypatch.setattr(on_ray, "WorkerActor", stuck_away_from(cluster.head_node.node_id))

    def engine(items, options, references):
        results = on_ray.run_on_ray(items, options, references, cluster.address)
        return killing_a_node(results, cluster)

    tally = run_bulk(base, items, Options(), References(), out, engine)
    assert (tally.written, tally.failed) == (20, 0)
    assert pools[0].losses
    assert sorted(line["input"] for line in lines(out)) == [item.name for item in items]
    assert contents(out) == contents(quiet)


def test_a_node_needs_no_reference_files_since_their_contents_are_sent(clips, tmp_path):
    source = write_coeffs(tmp_path / "face.mat", face())
    ref = write_coeffs(tmp_path / "ref.mat", face(9, 70, seed=1))
    options = Options(source=str(source), ref_pose=str(ref))
    references = options.read_references()
    source.unlink()
    ref.unlink()
    actor, (item, *_) = WorkerActor(), find_items(clips).items
    assert actor.load(options, references) == options.fingerprint()
    (result,) = actor.work([item])
    seed = options.derive_seed(item.name)
    write_coeffs(source, references.source.first[None])
    batch = make_batch(item.path, source, seed=seed)
    wanted = Audio2Coeff(find_weights("demo"), "cpu").predict(
        batch, 0, write_coeffs(ref, references.ref_pose), seed=seed
    )
    np.testing.assert_array_equal(result.output.coeffs, wanted)


def test_devices_are_those_of_the_cluster():
    with_gpus, without = {"CPU": 4.0, "GPU": 2.0}, {"CPU": 4.0}
    assert [on_ray._find_kind(with_gpus, d) for d in ("auto", "cpu", "cuda")] == [
        "GPU",
        "CPU",
        "GPU",
    ]
    assert [on_ray._find_kind(without, d) for d in ("auto", "cpu")] == ["CPU", "CPU"]
    with pytest.raises(SettingError, match="There is no GPU in the Ray cluster"):
        on_ray._find_kind(without, "cuda")
    with pytest.raises(SettingError, match="Ray has no device 'mps': use auto, cpu or cuda"):
        on_ray._find_kind(with_gpus, "mps")
