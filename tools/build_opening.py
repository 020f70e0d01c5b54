"""Make the finished example that the page opens with: sadcoeff/assets/examples/english.npz.

    python tools/build_opening.py

To be run again whenever the demo weights change; a test compares the two.
"""

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.ui.handlers.opening import RECORDING, TAKE, write_take
from sadcoeff.weights.catalogue import DEMO

STYLE, SEED = 0, 4


def main() -> None:
    """The command line."""
    model = Audio2Coeff(find_weights(DEMO), "cpu")
    take = model.take(make_batch(RECORDING, seed=SEED), STYLE, seed=SEED)
    write_take(TAKE, take)
    print(f"{TAKE.name}: {len(take)} frames, {TAKE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
