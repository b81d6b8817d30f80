#!/usr/bin/env bash
# Every test, with the real parts: PostgreSQL, Chromium, ffmpeg, tor, a tracer,
# a load generator, the HTML validator, and what speaks, hears and translates. What is missing is installed on Debian when root runs this;
# elsewhere the script says exactly what to install and stops. A skip is a
# failure here. `go test ./...` alone needs nothing but Go.
set -euo pipefail
cd "$(dirname "$0")/.."

# what a tool is found by → the Debian package that brings it
needs=(
	"initdb:postgresql"
	"chromium:chromium"
	"node:nodejs"
	"npm:npm"
	"ffmpeg:ffmpeg"
	"java:default-jre-headless"
	"tor:tor"
	"strace:strace"
	"wrk:wrk"
	"pocketsphinx_continuous:pocketsphinx"
	"/usr/share/pocketsphinx/model/en-us:pocketsphinx-en-us"
	"flite:flite"
	"espeak-ng:espeak-ng"
	"apertium:apertium"
	"/usr/share/apertium/modes/eng-spa.mode:apertium-eng-spa"
	"fpcalc:libchromaprint-tools"
	"exiftool:libimage-exiftool-perl"
	"heif-enc:libheif-examples"
	"sox:sox"
	"/usr/lib/*/sox/libsox_fmt_mp3.so:libsox-fmt-all"
)
found() {
	case $1 in
	initdb) command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
	chromium) [ -n "${VOXPOP_CHROMIUM:-}" ] || command -v chromium >/dev/null ;;
	/*) compgen -G "$1" >/dev/null ;;
	tor | wrk) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
	*) command -v "$1" >/dev/null ;;
	esac
}
missing=()
for n in "${needs[@]}"; do
	found "${n%%:*}" || missing+=("${n#*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		echo "installing ${missing[*]}"
		export DEBIAN_FRONTEND=noninteractive
		apt-get update -qq
		apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
	else
		echo "test.sh: these are missing: ${missing[*]}" >&2
		echo "  hint: as root on Debian: apt-get install ${missing[*]}" >&2
		echo "  hint: go test ./... needs nothing but Go" >&2
		exit 2
	fi
fi
export VOXPOP_CHROMIUM=${VOXPOP_CHROMIUM:-$(command -v chromium)}
export CGO_ENABLED=0
export PATH="$PATH:/usr/sbin" # tor, on Debian

work=$(mktemp -d "${TMPDIR:-/tmp}/voxpop-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "== format and vet"
unformatted=$(gofmt -l $(git ls-files -- '*.go'))
if [ -n "$unformatted" ]; then
	echo "not formatted: $unformatted" >&2
	exit 1
fi
go vet ./...
go build -trimpath -o "$work/voxpop" ./cmd/voxpop
(cd tools && go vet ./testsum ./bench ./door && go build -o "$work/testsum" ./testsum && go build -o "$work/door" ./door && go test ./door)

# A power cut is imitated by a file system of ours, where one can be mounted.
skipped='^TestAStrangersReceiptTakesAsLong$' # takes minutes; make soak runs it
skipped="$skipped|^TestDeskSpeed$"             # runs below, with a browser
[ -n "${VOXPOP_WHISPER_URL:-}" ] || skipped="$skipped|^TestLiveWhisper$" # a speech server that only its operator has
if [ "$(uname)" = Linux ] && [ "$(id -u)" = 0 ] && (: <>/dev/fuse) 2>/dev/null; then
	(cd tools && go vet ./powercut && go test ./powercut && go build -o "$work/powercut" ./powercut)
	export VOXPOP_POWERCUT="$work/powercut"
else
	echo "test.sh: no power cuts: /dev/fuse cannot be opened here, or this is not root" >&2
	skipped="$skipped|^TestPowerCut"
fi

echo "== go test"
# The server's user passes through TMPDIR; the pipe's status is testsum's and
# go test's, whichever is worse.
tools/pgtemp.sh run go test -json -timeout 20m -skip "$skipped" ./... | "$work/testsum"

echo "== files of strangers"
(cd tools && go vet ./media && go build -o "$work/media" ./media && "$work/media" dirty -n 64 && "$work/media" dirty -n 16 -selftest && "$work/media" hostile -n 120 -benign 40 -lenient)

echo "== what people say, through the door to the page"
VOXPOP_SPEECH=20 go test -count=1 -run '^TestSpeech$' -v -timeout 15m ./cmd/voxpop | grep -E '^(ok|FAIL|---|    )'

echo "== the script of the form"
tools/bundle/check.sh
VOXPOP_INTEROP=${VOXPOP_INTEROP:-200} go test -count=1 -run 'Vault|Seeds' -v ./internal/front/script | grep -E '^(ok|FAIL|---|    )'

echo "== browser"
(cd tools/browser && npm ci --no-audit --no-fund --silent)
export VOXPOP_BIN="$work/voxpop"
node --test --test-reporter=spec --test-concurrency=1 tools/browser/*.test.mjs

echo "== the desk with many answers"
VOXPOP_DESK_SPEED=10000 go test -count=1 -run '^TestDeskSpeed$' -v -timeout 15m ./cmd/voxpop

echo "== tor"
"$work/voxpop" init --dir "$work/onion" --door "$(printf '0%.0s' {1..64})" >/dev/null
"$work/voxpop" front --onion --dir "$work/onion" >/dev/null
mkdir -m 700 "$work/tor"
sed "s#/var/lib/tor/voxpop#$work/tor#" "$work/onion/onion/torrc" >"$work/torrc" # its own folder needs its own user
tor --verify-config -f "$work/torrc" | tail -1

echo "== the public door, from outside"
"$work/door" canary -bin "$work/voxpop" -n 500 -requests 5000 -uploads 6
"$work/door" canary -bin "$work/voxpop" -n 100 -requests 100 -uploads 0 -selftest
"$work/door" kill -bin "$work/voxpop" -n 50
# A door that loses what it acknowledged must be found out.
if "$work/door" kill -bin "$work/voxpop" -n 3 -selftest; then
	echo "test.sh: the measure of kills found nothing where there was something" >&2
	exit 1
elif [ $? -ne 1 ]; then
	exit 2
fi
"$work/door" load -bin "$work/voxpop" -seconds 8 -lenient

echo "== third-party list"
# every linked module stands in THIRD_PARTY.md at its version, and no other
go version -m "$work/voxpop" | awk '$1 == "dep" {print "| " $2 " | " $3 " |"}' | sort >"$work/linked"
grep -E '^\| [a-z].*\.[a-z]+/.* \|' THIRD_PARTY.md | cut -d'|' -f1-3 | sed 's/ *$/ |/' | sort >"$work/listed"
diff "$work/linked" "$work/listed" || {
	echo "test.sh: THIRD_PARTY.md is not what is linked (< linked, > listed)" >&2
	exit 1
}
