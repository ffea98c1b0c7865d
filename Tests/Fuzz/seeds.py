"""Writes what the test vectors and the transcripts send as inputs for the fuzzers: seeds.py TARGET FOLDER."""
import hashlib
import json
import pathlib
import re
import sys

CONFORMANCE = pathlib.Path(__file__).resolve().parent.parent / "Conformance"


def vectors():
    for vector in json.loads((CONFORMANCE / "Vectors/vectors.json").read_text()):
        line = vector["line"].encode() if "line" in vector else bytes.fromhex(vector["hex"])
        yield line + (b"\n" + vector["literal"].encode() if vector.get("literal") is not None else b"")


def spelt(text):
    return re.sub(
        rb"\\(n|r|t|\\|x[0-9a-fA-F]{2})",
        lambda found: {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\"}.get(found[1]) or bytes.fromhex(found[1][1:].decode()),
        text)


def sent():
    """What each step of each transcript sends."""
    for path in sorted((CONFORMANCE / "Sessions").glob("*.session")):
        for line in path.read_bytes().splitlines():
            if found := re.match(rb"\w+(>>?) (.*)", line):
                text = found[2].replace("⇥".encode(), b"\t")
                yield spelt(text) if found[1] == b">>" else text + b"\n"


def expected():
    """What each transcript's server says, as far as it is written down."""
    for path in sorted((CONFORMANCE / "Sessions").glob("*.session")):
        lines = re.findall(rb"^\w+< (.*)$", path.read_bytes(), re.M)
        yield b"".join(line.replace("⇥".encode(), b"\t") + b"\n" for line in lines)


def inputs(target):
    if target in ("words", "json"):
        lines = list(vectors()) + [step.removesuffix(b"\n") for step in sent()]
        return [line for line in lines if line.startswith(b"{") == (target == "json")]
    if target == "frames":
        return [b"\0\0" + step for step in sent()] + [b"\1\1" + line + b"\n" for line in vectors()]
    if target == "replies":
        return [b"\0\1" + lines for lines in expected()]
    return []


target, folder = sys.argv[1:]
for data in inputs(target):
    (pathlib.Path(folder) / hashlib.sha1(data).hexdigest()).write_bytes(data)
