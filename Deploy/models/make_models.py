#!/usr/bin/env python3
"""Trains the sample models on data sets that come with scikit-learn and writes them as ONNX.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_models.py            # writes beside this file

Nothing is downloaded; with the versions of requirements.txt the same files come out again.

    digits/1      a multilayer perceptron            image FP32 [-1,64] -> label, probabilities
    digits/2      a small convolutional network      the same
    digits-eu/1   the bytes of digits/1, to be served from another region
    triage/1      malignant or benign, from thirty measurements of a biopsy ("health data")
    affine/1      y = 2x + 1, for tests
    samples/      held-out inputs as REST bodies for /v2/models/<model>/infer, and their labels
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

HERE = pathlib.Path(__file__).resolve().parent
SEED = 2026


def constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.ascontiguousarray(values, dtype=kind), name)


def write(path, name, nodes, constants, inputs, outputs):
    """Writes a checked model whose first dimension is the batch."""

    def info(item):
        label, kind, width = item
        return helper.make_tensor_value_info(label, kind, ["batch"] + width)

    graph = helper.make_graph(
        nodes, name, [info(i) for i in inputs], [info(o) for o in outputs], constants
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 17)],
        producer_name="portcullis",
        ir_version=8,
    )
    onnx.checker.check_model(model, full_check=True)
    target = HERE / path / "model.onnx"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(model.SerializeToString(deterministic=True))
    return target


def perceptron(network, source):
    """The layers of a trained MLPClassifier from `source` on, then label and probabilities."""
    nodes, constants = [], []
    last = len(network.coefs_) - 1
    for i, (weights, bias) in enumerate(zip(network.coefs_, network.intercepts_)):
        if i == last and weights.shape[1] == 1:
            # Two classes share one logit in scikit-learn; softmax over (0, logit) is the same.
            weights = np.hstack([np.zeros_like(weights), weights])
            bias = np.concatenate([np.zeros(1), bias])
        constants += [constant(f"w{i}", weights), constant(f"b{i}", bias)]
        output = f"sum{i}"
        nodes.append(helper.make_node("Gemm", [source, f"w{i}", f"b{i}"], [output]))
        if i != last:
            nodes.append(helper.make_node("Relu", [output], [f"relu{i}"]))
            output = f"relu{i}"
        source = output
    nodes += [
        helper.make_node("Softmax", [source], ["probabilities"], axis=1),
        helper.make_node("ArgMax", [source], ["label"], axis=1, keepdims=0),
    ]
    return nodes, constants


def classifier_outputs(classes):
    return [("label", TensorProto.INT64, []), ("probabilities", TensorProto.FLOAT, [classes])]


def train(hidden, features, labels):
    network = MLPClassifier(
        hidden_layer_sizes=hidden, random_state=SEED, max_iter=1000, alpha=1e-3
    )
    return network.fit(features, labels)


def digits_perceptron(images, labels):
    network = train((96,), images / 16.0, labels)
    nodes, constants = perceptron(network, "scaled")
    nodes.insert(0, helper.make_node("Mul", ["image", "scale"], ["scaled"]))
    constants.append(constant("scale", 1 / 16.0))
    image = [("image", TensorProto.FLOAT, [64])]
    for path in ("digits/1", "digits-eu/1"):
        write(path, "digits", nodes, constants, image, classifier_outputs(10))


def convolve(images, filters, bias):
    """Convolution, rectifier and 2x2 maximum, as the network will compute them."""
    pictures = np.asarray(images, dtype=np.float32).reshape(-1, 8, 8) / 16.0
    windows = np.lib.stride_tricks.sliding_window_view(pictures, (3, 3), axis=(1, 2))
    maps = np.einsum("nijkl,fkl->nfij", windows, filters) + bias[None, :, None, None]
    maps = np.maximum(maps, 0)
    return maps.reshape(len(pictures), len(filters), 3, 2, 3, 2).max(axis=(3, 5))


def digits_convolution(images, labels, count=24):
    """Filters are the commonest 3x3 patches of the training images; the rest is trained on them."""
    pictures = images.reshape(-1, 8, 8) / 16.0
    windows = np.lib.stride_tricks.sliding_window_view(pictures, (3, 3), axis=(1, 2))
    patches = windows.reshape(-1, 9)
    patches = patches - patches.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(patches, axis=1, keepdims=True)
    patches = (patches / np.maximum(norms, 1e-6))[norms[:, 0] > 0.3]
    centres = KMeans(count, random_state=SEED, n_init=4).fit(patches).cluster_centers_
    filters = (centres / np.linalg.norm(centres, axis=1, keepdims=True)).reshape(-1, 3, 3)
    filters = filters.astype(np.float32)
    bias = np.full(count, -0.1, dtype=np.float32)

    network = train((64,), convolve(images, filters, bias).reshape(len(images), -1), labels)
    nodes, constants = perceptron(network, "features")
    nodes[:0] = [
        helper.make_node("Mul", ["image", "scale"], ["scaled"]),
        helper.make_node("Reshape", ["scaled", "picture"], ["pictures"]),
        helper.make_node("Conv", ["pictures", "filters", "bias"], ["maps"], kernel_shape=[3, 3]),
        helper.make_node("Relu", ["maps"], ["rectified"]),
        helper.make_node(
            "MaxPool", ["rectified"], ["pooled"], kernel_shape=[2, 2], strides=[2, 2]
        ),
        helper.make_node("Flatten", ["pooled"], ["features"], axis=1),
    ]
    constants += [
        constant("scale", 1 / 16.0),
        constant("picture", [-1, 1, 8, 8], np.int64),
        constant("filters", filters.reshape(count, 1, 3, 3)),
        constant("bias", bias),
    ]
    image = [("image", TensorProto.FLOAT, [64])]
    write("digits/2", "digits", nodes, constants, image, classifier_outputs(10))


def triage(measurements, labels):
    mean, deviation = measurements.mean(axis=0), measurements.std(axis=0)
    network = train((24,), (measurements - mean) / deviation, labels)
    nodes, constants = perceptron(network, "standard")
    nodes[:0] = [
        helper.make_node("Sub", ["measurements", "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "deviation"], ["standard"]),
    ]
    constants += [constant("mean", mean), constant("deviation", deviation)]
    inputs = [("measurements", TensorProto.FLOAT, [30])]
    write("triage/1", "triage", nodes, constants, inputs, classifier_outputs(2))


def affine():
    nodes = [
        helper.make_node("Mul", ["x", "scale"], ["scaled"]),
        helper.make_node("Add", ["scaled", "offset"], ["y"]),
    ]
    constants = [constant("scale", 2.0), constant("offset", 1.0)]
    x, y = ("x", TensorProto.FLOAT, [4]), ("y", TensorProto.FLOAT, [4])
    write("affine/1", "affine", nodes, constants, [x], [y])


def accuracy(path, name, features, labels):
    session = onnxruntime.InferenceSession(str(HERE / path / "model.onnx"))
    answers = session.run(["label"], {name: features.astype(np.float32)})[0]
    size = (HERE / path / "model.onnx").stat().st_size
    print(f"{path:12} {size:7} bytes, {np.mean(answers == labels):.1%} of {len(labels)} held out")


def body(name, rows, identifier):
    data = [float(v) for v in np.asarray(rows).ravel()]
    data = [int(v) if v.is_integer() else v for v in data]
    tensor = {"name": name, "shape": list(rows.shape), "datatype": "FP32", "data": data}
    return {"id": identifier, "inputs": [tensor]}


def samples(digits, triage_set):
    """The first held-out picture of each digit, a batch of 100, and four triage rows: not picked
    for being right."""
    folder = HERE / "samples"
    folder.mkdir(exist_ok=True)
    labels = {}

    def save(stem, name, rows, truth):
        text = json.dumps(body(name, rows, stem), separators=(",", ":"))
        (folder / f"{stem}.json").write_text(text + "\n")
        labels[f"{stem}.json"] = [int(t) for t in truth]

    images, truth = digits
    for digit in range(10):
        at = int(np.argmax(truth == digit))
        save(f"digits-{digit}", "image", images[at : at + 1], truth[at : at + 1])
    save("digits-batch", "image", images[:100], truth[:100])
    rows, truth = triage_set
    for i in range(4):
        save(f"triage-{i}", "measurements", rows[i : i + 1], truth[i : i + 1])
    lines = ",\n".join(f'  "{k}": {json.dumps(v)}' for k, v in labels.items())
    (folder / "labels.json").write_text("{\n" + lines + "\n}\n")


def main():
    images, digits = load_digits(return_X_y=True)
    images, held_images, digits, held_digits = train_test_split(
        images, digits, test_size=0.25, random_state=SEED, stratify=digits
    )
    digits_perceptron(images, digits)
    digits_convolution(images, digits)
    rows, truth = load_breast_cancer(return_X_y=True)
    rows, held_rows, truth, held_truth = train_test_split(
        rows, truth, test_size=0.25, random_state=SEED, stratify=truth
    )
    triage(rows, truth)
    affine()
    samples((held_images, held_digits), (held_rows, held_truth))
    for path in ("digits/1", "digits/2", "digits-eu/1"):
        accuracy(path, "image", held_images, held_digits)
    accuracy("triage/1", "measurements", held_rows, held_truth)


if __name__ == "__main__":
    main()
