#!/usr/bin/env bash
# The script that is checked in is what its sources make, byte for byte, and no
# larger than a phone on a slow line can bear.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d "${TMPDIR:-/tmp}/voxpop-bundle.XXXXXX")
trap 'rm -rf "$work"' EXIT
tools/bundle/build.sh -out "$work"
for f in door.js door.LICENSES.txt; do
	cmp "$work/$f" "internal/front/assets/$f" || {
		echo "bundle: internal/front/assets/$f is not what its sources make; run: make bundle" >&2
		exit 1
	}
done
size=$(wc -c <"$work/door.js")
packed=$(gzip -9 -n -c "$work/door.js" | wc -c)
echo "door.js: $size bytes, $packed by gzip, rebuilt to the same bytes"
[ "$size" -le 220000 ] && [ "$packed" -le 75000 ] || {
	echo "bundle: door.js is too large (at most 220000 bytes, 75000 by gzip)" >&2
	exit 1
}
