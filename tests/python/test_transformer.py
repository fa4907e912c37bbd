"""`examples/labelers/transformer.py` in a build, with a tiny model that this test makes.

    python tests/python/test_transformer.py PATH/TO/claimkit

The model is a bag of words: every word has a row of logits, and their sum is the output. It is run by onnxruntime; the
script's other branch, transformers with torch, is not tested here, because torch from PyPI brings gigabytes of CUDA on Linux.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import polars as pl
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

ROOT = pathlib.Path(__file__).resolve().parents[2]
LABELS = ["AGAINST", "FAVOR", "NEUTRAL", "UNRELATED"]
TELLING = {"خطر": 0, "فراغا": 0, "انتهاك": 1, "ضروري": 1, "غدا": 3}


def make_model(folder):
    folder.mkdir(parents=True)
    words = ["[PAD]", "[UNK]", *TELLING]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"id2label": {str(i): name for i, name in enumerate(LABELS)}}))
    rows = np.zeros((len(words), len(LABELS)), dtype=np.float32)
    rows[1, 2] = 0.1  # an unknown word is a little neutral
    for word, label in TELLING.items():
        rows[words.index(word), label] = 9.0
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "length"])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(LABELS)])
    nodes = [
        helper.make_node("Gather", ["rows", "input_ids"], ["tokens"]),
        helper.make_node("Cast", ["attention_mask"], ["weights"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["weights", "last"], ["column"]),
        helper.make_node("Mul", ["tokens", "column"], ["seen"]),
        helper.make_node("ReduceSum", ["seen", "middle"], ["logits"], keepdims=0),
    ]
    constants = [
        numpy_helper.from_array(rows, "rows"),
        numpy_helper.from_array(np.array([2], dtype=np.int64), "last"),
        numpy_helper.from_array(np.array([1], dtype=np.int64), "middle"),
    ]
    graph = helper.make_graph(nodes, "bag", [ids, mask], [logits], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(folder / "model.onnx"))


def main(binary):
    with tempfile.TemporaryDirectory() as name:
        data = pathlib.Path(name)
        make_model(data / "model")
        shutil.copy(ROOT / "examples/labelers/transformer.py", data)
        for file in (ROOT / "datasets/coalition-withdrawal/targets").iterdir():
            shutil.copy(file, data)
        text = (
            "قال الوزير كاظم الحلفي إن الجسر سيفتح غدا. وأضاف أن وجود القوات الأمريكية انتهاك للسيادة. "
            "وأكد أن الجدول معلن."
        )
        (data / "a.jsonl").write_text(json.dumps({"id": "a", "text": text}), encoding="utf-8")
        command = [sys.executable, "transformer.py", "--model", "model", "--claim-only"]
        (data / "claimkit.toml").write_text(
            "targets = ['coalition-withdrawal.toml']\nprimary_labeler = 'transformer'\n"
            "[dataset]\nname = 'd'\nversion = '1.0.0'\n[[source]]\npaths = ['a.jsonl']\n"
            f"[[labeler]]\nname = 'transformer'\ncommand = {json.dumps(command)}\nfiles = ['model/model.onnx']\n",
            encoding="utf-8",
        )
        done = subprocess.run([binary, "build", name], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        release = data / "releases/d-1.0.0"
        stances = pl.concat([pl.read_parquet(p) for p in sorted((release / "stances").glob("*.parquet"))])
        got = stances.filter(pl.col("labeler") == "transformer")["stance"].to_list()
        assert got == ["unrelated", "favor", "neutral"], got
        claims = pl.concat([pl.read_parquet(p) for p in sorted((release / "claims").glob("*.parquet"))])
        assert claims["stance"].to_list() == got

        bad = subprocess.run(
            [sys.executable, "transformer.py", "--model", "model", "--map", "FAVOR=pro"],
            cwd=name, input="", capture_output=True, text=True,
        )
        assert bad.returncode == 1 and "'FAVOR' of config.json is no stance" in bad.stderr, bad.stderr
    print("transformer.py: a tiny ONNX model labels a build")


if __name__ == "__main__":
    main(sys.argv[1])
