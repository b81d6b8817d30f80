#!/usr/bin/env python3
"""Train scikit-learn's LinearSVC on the messages that BenchmarkTrain of internal/suggest invents, and compare.

Both in the same run, on the same messages: TF-IDF of words, pairs of words and letters within words, one support vector
machine a label. Prints times, accuracies and the ratio. Status 1: less than 5 times faster, or over a point less accurate.
Needs python3-sklearn (Debian); without it says so and passes. Run from the root of the repository: tools/bench/sklearn.py
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

del sys.path[0]  # this file has the name of what it imports

try:
    import scipy.sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC
except ImportError:
    print("sklearn.py: python3-sklearn is not installed; nothing is compared", file=sys.stderr)
    sys.exit(0)

with tempfile.TemporaryDirectory() as folder:
    out = subprocess.run(
        ["go", "test", "-run", "^$", "-bench", "^BenchmarkTrain$", "-benchtime", "3x", "-count", "3", "./internal/suggest"],
        env={**os.environ, "VOXPOP_BENCH_DATA": folder}, check=True, capture_output=True, text=True).stdout
    with open(os.path.join(folder, "messages.jsonl"), encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]

found = re.findall(r"(\S+) ns/op\s+(\S+) accuracy", out)
if not found:
    sys.exit("sklearn.py: no figure in the output of BenchmarkTrain:\n" + out)
ours = statistics.median(float(ns) for ns, _ in found) / 1e9
ours_right = float(found[0][1])

train = [r["train"] for r in rows]
texts = [r["text"] for r in rows]
labels = [r["label"] for r in rows]
part = lambda of, keep: [x for x, t in zip(of, train) if t == keep]
learn, test = [], []
for words in ({"ngram_range": (1, 2)}, {"analyzer": "char_wb", "ngram_range": (2, 5)}):
    v = TfidfVectorizer(sublinear_tf=True, min_df=2, **words)
    learn.append(v.fit_transform(part(texts, True)))
    test.append(v.transform(part(texts, False)))
learn, test = scipy.sparse.hstack(learn).tocsr(), scipy.sparse.hstack(test).tocsr()

times = []
for _ in range(3):
    start = time.perf_counter()
    model = LinearSVC().fit(learn, part(labels, True))
    times.append(time.perf_counter() - start)
theirs = statistics.median(times)
theirs_right = model.score(test, part(labels, False))

print(f"{'training on ' + str(sum(train)) + ' messages, ' + str(len(set(labels))) + ' labels':44s} {'seconds':>8s} {'accuracy':>9s}")
print(f"{'internal/suggest':44s} {ours:8.3f} {ours_right:9.4f}")
print(f"{'scikit-learn LinearSVC':44s} {theirs:8.3f} {theirs_right:9.4f}")
print(f"{'ratio':44s} {theirs / ours:8.1f}")
if theirs < 5 * ours or ours_right < theirs_right - .01:
    sys.exit("sklearn.py: less than 5 times faster, or over a point less accurate")
