"""How evenly, and how fast, Holdout and its peers divide the same made-up manifests: `cargo xtask bench-split`.

Everything in one run on one core each: images and labels are made from a seed, written as a manifest for Holdout and handed
over as arrays to the others. Holdout's time is the whole command, reading, checking and writing included; theirs is the call.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
SHARE = 0.2
SEEDS = (1, 2, 3)


class Shape:
    """Images with labels: `labels[image, label]` is 0 or 1, `boxes` how many boxes; `scenes` the scene of each image."""

    def __init__(self, name, labels, boxes=None, scenes=None):
        self.name, self.labels, self.boxes, self.scenes = name, labels, boxes, scenes
        self.wanted = -(-labels.shape[0] // 5)


def made(rng, images, labels, per_image, topics):
    """Labels of a few topics that go together, the frequent ones far more often than the rare."""
    weight = 1 / (np.arange(labels) + 2.0) ** 1.1
    topic_of = rng.integers(0, topics, labels)
    chosen = np.zeros((images, labels), dtype=np.int8)
    for image in range(images):
        liking = weight * np.where(topic_of == rng.integers(0, topics), 8, 1)
        count = 1 + rng.poisson(per_image - 1)
        chosen[image, rng.choice(labels, size=min(count, labels), replace=False, p=liking / liking.sum())] = 1
    return chosen


def shapes():
    rng = np.random.default_rng(20)
    detection = made(rng, 10_000, 80, 2.9, 12)
    yield Shape("detection, 10,000 images, 80 labels", detection, detection * (1 + rng.poisson(1.3, detection.shape)))
    rare = made(rng, 20_000, 190, 4, 20)
    few = np.zeros((20_000, 60), dtype=np.int8)
    for label in range(60):
        few[rng.choice(20_000, size=1 + label % 5, replace=False), label] = 1
    yield Shape("60 of 250 labels on 1 to 5 images, 20,000 images", np.hstack([rare, few]))
    one = np.zeros((8_000, 20), dtype=np.int8)
    one[np.arange(8_000), np.minimum(rng.geometric(0.35, 8_000) - 1, 19)] = 1
    yield Shape("one label an image, 8,000 images, 20 labels", one)
    sizes = rng.integers(1, 21, 400)
    of_scene = made(rng, 400, 40, 3.6, 8)
    scenes = rng.permutation(np.repeat(np.arange(400), sizes))
    noise = rng.random((len(scenes), 40)) < 0.004
    yield Shape("scenes of 1 to 20 images kept whole, 400 scenes, 40 labels", (of_scene[scenes] | noise).astype(np.int8), scenes=scenes)


def source(shape, image):
    scene = "" if shape.scenes is None else f"scene-{shape.scenes[image]:04d}/"
    return f"s3://bucket/{scene}{image:07d}.jpg"


def write(shape, path):
    about = {"human-annotated": "yes", "creation-date": "2024-05-31T09:30:00", "job-name": "made"}
    with path.open("w") as out:
        for image, row in enumerate(shape.labels):
            line = {"source-ref": source(shape, image)}
            present = np.flatnonzero(row)
            if shape.boxes is None:
                for label in present:
                    line[f"l{label}"] = 1
                    line[f"l{label}-metadata"] = {**about, "class-name": f"label {label}", "confidence": 1, "type": "groundtruth/image-classification"}
            else:
                ids = [int(label) for label in present for _ in range(shape.boxes[image, label])]
                boxes = [{"class_id": label, "left": 1, "top": 1, "width": 10, "height": 10} for label in ids]
                line["box"] = {"image_size": [{"width": 640, "height": 480, "depth": 3}], "annotations": boxes}
                names = {str(label): f"label {label}" for label in set(ids)}
                objects = [{"confidence": 1} for _ in ids]
                line["box-metadata"] = {**about, "objects": objects, "class-map": names, "type": "groundtruth/object-detection"}
            out.write(json.dumps(line) + "\n")


def holdout(shape, seed, folder):
    manifest, out = folder / "made.manifest", folder / f"out-{seed}"
    more = [] if shape.scenes is None else ["--group-by", r"scene-(\d+)"]
    command = [os.environ["HOLDOUT_BIN"], "split", manifest, "--out", out, "--seed", str(seed), "--threads", "1", "--force", *more]
    begin = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    test = np.zeros(len(shape.labels), dtype=bool)
    for line in (out / "test.manifest").open():
        test[int(json.loads(line)["source-ref"].rsplit("/", 1)[1][:-4])] = True
    return test, seconds


def timed(divide):
    def run(shape, seed, _folder):
        begin = time.perf_counter()
        place = divide(shape, seed)
        seconds = time.perf_counter() - begin
        test = np.zeros(len(shape.labels), dtype=bool)
        test[place] = True
        return test, seconds

    return run


def by_chance(shape, seed):
    return np.random.default_rng(seed).permutation(len(shape.labels))[: shape.wanted]


def iterative_stratification(shape, seed):
    from iterstrat.ml_stratifiers import MultilabelStratifiedShuffleSplit

    splitter = MultilabelStratifiedShuffleSplit(n_splits=1, test_size=SHARE, random_state=seed)
    return next(splitter.split(shape.labels, shape.labels))[1]


def scikit_multilearn(shape, seed):
    from skmultilearn.model_selection import IterativeStratification

    np.random.seed(seed)
    splitter = IterativeStratification(n_splits=2, order=2, sample_distribution_per_fold=[SHARE, 1 - SHARE])
    # It gives the larger fold first.
    return next(splitter.split(shape.labels, shape.labels))[1]


def scikit_learn(shape, seed):
    if shape.scenes is not None:
        from sklearn.model_selection import StratifiedGroupKFold

        rarest = np.where(shape.labels > 0, -shape.labels.sum(axis=0), -(10**9)).argmax(axis=1)
        splitter = StratifiedGroupKFold(n_splits=5, shuffle=True, random_state=seed)
        return next(splitter.split(shape.labels, rarest, shape.scenes))[1]
    if (shape.labels.sum(axis=1) != 1).any():
        raise ValueError("one label an image only")
    from sklearn.model_selection import train_test_split

    return train_test_split(np.arange(len(shape.labels)), test_size=SHARE, random_state=seed, stratify=shape.labels.argmax(axis=1))[1]


def splitkit(shape, seed):
    import splitkit as kit

    groups = np.arange(len(shape.labels)) if shape.scenes is None else shape.scenes
    result = kit.split(groups=groups, y=shape.labels, ratios={"train": 1 - SHARE, "test": SHARE}, seed=seed)
    return result.indices["test"]


PEERS = {
    "Holdout, the whole command": holdout,
    "by chance": timed(by_chance),
    "iterative-stratification": timed(iterative_stratification),
    "scikit-multilearn, order 2": timed(scikit_multilearn),
    "scikit-learn": timed(scikit_learn),
    "splitkit": timed(splitkit),
}


def score(shape, test):
    """What is wrong with a split; 0 is best everywhere, and `chi2` is about 1 for chance."""
    labels = shape.labels[:, shape.labels.sum(axis=0) > 0].astype(np.int64)
    images, on_test = labels.sum(axis=0), labels[test].sum(axis=0)
    wanted = SHARE * images
    least, most = np.floor(wanted), np.ceil(wanted)
    least, most = np.where(images >= 2, np.maximum(least, 1), least), np.where(images >= 2, np.maximum(most, 1), most)
    pairs, pairs_on_test = labels.T @ labels, labels[test].T @ labels[test]
    together = np.triu(pairs >= 10, 1)
    found = {
        "size": int(test.sum()) - shape.wanted,
        "missing": int(((images >= 2) & ((on_test == 0) | (on_test == images))).sum()),
        "off": int(((on_test < least) | (on_test > most)).sum()),
        "chi2": float(((on_test - wanted) ** 2 / (SHARE * (1 - SHARE) * images)).mean()),
        "pairs": float(np.abs(pairs_on_test[together] / pairs[together] - SHARE).mean()) if together.any() else None,
        "boxes": None,
        "cut": None,
    }
    if shape.boxes is not None:
        boxes, boxes_on_test = shape.boxes.sum(axis=0), shape.boxes[test].sum(axis=0)
        found["boxes"] = float(np.abs(boxes_on_test - SHARE * boxes).sum() / boxes.sum())
    if shape.scenes is not None:
        found["cut"] = len(np.intersect1d(shape.scenes[test], shape.scenes[~test]))
    return found


COLUMNS = ("size", "missing", "off", "chi2", "pairs", "boxes", "cut", "seconds")


def median(values):
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None


def shown(value):
    if value is None:
        return "-"
    return f"{value:.0f}" if float(value).is_integer() and abs(value) >= 1 or value == 0 else f"{value:.3g}"


def main():
    as_json = "--json" in sys.argv[1:]
    everything = {}
    for shape in shapes():
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            write(shape, folder / "made.manifest")
            rows = {}
            for name, divide in PEERS.items():
                try:
                    runs = [(divide(shape, seed, folder)) for seed in SEEDS]
                except Exception as error:  # A peer that can't do this shape is told with its reason.
                    rows[name] = {"fails": str(error).splitlines()[0][:70]}
                    continue
                scores = [{**score(shape, test), "seconds": seconds} for test, seconds in runs]
                rows[name] = {column: median([one[column] for one in scores]) for column in COLUMNS}
        everything[shape.name] = rows
        if not as_json:
            print(f"\n{shape.name}; medians of {len(SEEDS)} seeds")
            print(f"{'':28}" + "".join(f"{column:>10}" for column in COLUMNS))
            for name, row in rows.items():
                cells = "  " + row["fails"] if "fails" in row else "".join(f"{shown(row[column]):>10}" for column in COLUMNS)
                print(f"{name:28}{cells}", flush=True)
    if as_json:
        print(json.dumps(everything))
    else:
        print("\nsize: test images too many; missing: labels on one side only; off: labels not at their share rounded down or up;")
        print("chi2: 1 is chance; pairs, boxes: share by which they are off; cut: scenes on both sides.")


if __name__ == "__main__":
    main()
