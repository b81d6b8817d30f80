#!/usr/bin/env bash
# The scripts that are checked in are what their sources make, byte for byte,
# and no larger than their readers can bear: the form's for a phone on a slow
# line, the desk's 100 kB for any page.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d "${TMPDIR:-/tmp}/voxpop-bundle.XXXXXX")
trap 'rm -rf "$work"' EXIT
tools/bundle/build.sh -out "$work"
same() { # folder of the build, folder that is checked in
	for f in "$work/$1"/*; do
		cmp "$f" "$2/$(basename "$f")" || {
			echo "bundle: $2/$(basename "$f") is not what its sources make; run: make bundle" >&2
			exit 1
		}
	done
}
same door internal/front/assets
same desk internal/desk/frame/assets
for f in internal/desk/frame/assets/*.js; do
	[ -e "$work/desk/$(basename "$f")" ] || {
		echo "bundle: $f has no source" >&2
		exit 1
	}
done
size=$(wc -c <"$work/door/door.js")
packed=$(gzip -9 -n -c "$work/door/door.js" | wc -c)
echo "door.js: $size bytes, $packed by gzip, rebuilt to the same bytes"
[ "$size" -le 220000 ] && [ "$packed" -le 75000 ] || {
	echo "bundle: door.js is too large (at most 220000 bytes, 75000 by gzip)" >&2
	exit 1
}
desk=$(wc -c <"$work/desk/desk.js")
for f in "$work"/desk/*.js; do
	page=$desk
	[ "$(basename "$f")" = desk.js ] || page=$((desk + $(wc -c <"$f")))
	[ "$page" -le 100000 ] || {
		echo "bundle: a page with $(basename "$f") has $page bytes of script (at most 100000)" >&2
		exit 1
	}
	echo "a page with $(basename "$f"): $page bytes"
done
