#!/usr/bin/env python3
"""Train scikit-learn's LinearSVC on the messages that BenchmarkTrain of internal/suggest invents, and compare.

Both in the same run, on the same messages: TF-IDF of words, pairs of words and letters within words, one support vector
machine a label, one fixed cost. Prints seconds, processor seconds, accuracies and the ratios. Seconds are those of an idle
machine or of nothing; the ratio of processor seconds hardly depends on what else runs. With -check the status is 1 when
seconds are less than 5 times fewer, or accuracy is over a point lower. Needs python3-sklearn (Debian); without it says so
and passes. Run from the root of the repository: tools/bench/sklearn.py [-check]
"""

import json
import os
import re
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

found = re.findall(r"(\S+) ns/op\s+(\S+) accuracy\s+(\S+) cpu-s/op", out)
if not found:
    sys.exit("sklearn.py: no figure in the output of BenchmarkTrain:\n" + out)
ours = min(float(ns) for ns, _, _ in found) / 1e9
ours_cpu = min(float(cpu) for _, _, cpu in found)
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

times, cpu = [], []
for _ in range(3):
    start, used = time.perf_counter(), time.process_time()
    model = LinearSVC().fit(learn, part(labels, True))
    times.append(time.perf_counter() - start)
    cpu.append(time.process_time() - used)
theirs, theirs_cpu = min(times), min(cpu)
theirs_right = model.score(test, part(labels, False))

print(f"{'training on ' + str(sum(train)) + ' messages, ' + str(len(set(labels))) + ' labels':44s} {'seconds':>8s} {'processor':>9s} {'accuracy':>9s}")
print(f"{'internal/suggest':44s} {ours:8.3f} {ours_cpu:9.3f} {ours_right:9.4f}")
print(f"{'scikit-learn LinearSVC':44s} {theirs:8.3f} {theirs_cpu:9.3f} {theirs_right:9.4f}")
print(f"{'ratio':44s} {theirs / ours:8.1f} {theirs_cpu / ours_cpu:9.1f}")
if "-check" in sys.argv[1:] and (theirs < 5 * ours or ours_right < theirs_right - .01):
    sys.exit("sklearn.py: less than 5 times faster, or over a point less accurate")
