#!/usr/bin/env python3
"""A labeler for claimkit: a Hugging Face sequence-classification model from a local folder.

    [[labeler]]
    name = "transformer"
    command = ["python3", "transformer.py", "--model", "model/"]
    files = ["model/model.onnx", "model/tokenizer.json", "model/config.json"]
    timeout = 1200

The folder is what `save_pretrained` writes. With `model.onnx` (as `optimum-cli export onnx` makes it) it needs onnxruntime
and tokenizers; without, transformers and torch. `config.json` names the labels in `id2label`: favor, against, neutral,
unrelated, in any case, or others that `--map LABEL_0=favor` translates. Nothing is downloaded.

A claim goes in as the pair (statement of the target, claim); `--claim-only` leaves the statement out.
"""

import argparse
import json
import pathlib
import sys

STANCES = ("favor", "against", "neutral", "unrelated")


def labels_of(folder, pairs):
    """The stance of every output of the model."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    translate = dict(pair.split("=", 1) for pair in pairs)
    found = []
    for _, name in sorted(config["id2label"].items(), key=lambda item: int(item[0])):
        stance = translate.get(name, name.lower())
        if stance not in STANCES:
            sys.exit(f"label {name!r} of config.json is no stance; translate it with --map {name}=favor")
        found.append(stance)
    return found


class Onnx:
    """onnxruntime on the processor."""

    def __init__(self, folder, max_length):
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the same sums on every machine
        providers = ["CPUExecutionProvider"]
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=providers)
        self.names = {i.name for i in self.session.get_inputs()}
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(max_length)
        self.tokenizer.enable_padding()

    def __call__(self, pairs):
        import numpy

        encoded = self.tokenizer.encode_batch([pair if pair[0] else pair[1] for pair in pairs])
        inputs = {
            "input_ids": numpy.array([e.ids for e in encoded], dtype=numpy.int64),
            "attention_mask": numpy.array([e.attention_mask for e in encoded], dtype=numpy.int64),
            "token_type_ids": numpy.array([e.type_ids for e in encoded], dtype=numpy.int64),
        }
        logits = self.session.run(None, {k: v for k, v in inputs.items() if k in self.names})[0]
        powers = numpy.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


class Torch:
    """transformers and torch."""

    def __init__(self, folder, max_length):
        import torch
        import transformers

        torch.manual_seed(0)
        self.torch, self.max_length = torch, max_length
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        kind = transformers.AutoModelForSequenceClassification
        self.model = kind.from_pretrained(folder, local_files_only=True).eval()

    def __call__(self, pairs):
        first = [pair[0] or pair[1] for pair in pairs]
        second = [pair[1] for pair in pairs] if pairs[0][0] else None
        encoded = self.tokenizer(
            first, second, padding=True, truncation=True, max_length=self.max_length, return_tensors="pt"
        )
        with self.torch.no_grad():
            return self.model(**encoded).logits.softmax(dim=1).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True, help="folder of the model")
    parser.add_argument("--map", action="append", default=[], metavar="NAME=STANCE", help="translate a label")
    parser.add_argument("--claim-only", action="store_true", help="leave out the statement of the target")
    parser.add_argument("--batch", type=int, default=32, help="claims that the model gets at once")
    parser.add_argument("--max-length", type=int, default=256, help="tokens of a claim at most")
    args = parser.parse_args()
    labels = labels_of(args.model, args.map)
    kind = Onnx if (args.model / "model.onnx").is_file() else Torch
    model = kind(args.model, args.max_length)
    sys.stdin.reconfigure(encoding="utf-8")
    claims = [json.loads(line) for line in sys.stdin]
    for start in range(0, len(claims), args.batch):
        batch = claims[start : start + args.batch]
        pairs = [("" if args.claim_only else c["statement"], c["claim"]) for c in batch]
        for claim, shares in zip(batch, model(pairs)):
            best = int(shares.argmax())
            print(json.dumps({"id": claim["id"], "stance": labels[best], "confidence": min(1.0, float(shares[best]))}))


if __name__ == "__main__":
    main()
