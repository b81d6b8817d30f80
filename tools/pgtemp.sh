#!/bin/sh
# A PostgreSQL server of its own for tests, gone afterwards.
#
#   tools/pgtemp.sh run COMMAND…   runs COMMAND with VOXPOP_TEST_POSTGRES set
#   tools/pgtemp.sh start DIR      starts a server in DIR and prints its URL
#   tools/pgtemp.sh stop DIR       stops it and removes DIR
#
# It needs initdb and pg_ctl, on PATH or where Debian keeps them. PostgreSQL
# refuses to run as root; root's server runs as user postgres, or as nobody.
# The server listens on a free loopback port with a password of its own, and
# trades safety of data for speed: it is for tests only.
set -eu

die() { echo "pgtemp: $*" >&2; exit 2; }

find_bin() {
	if command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then
		dirname "$(command -v initdb)"
		return
	fi
	for d in $(ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV); do
		if [ -x "$d/initdb" ]; then echo "$d"; return; fi
	done
	die "no initdb found; install PostgreSQL (Debian: apt-get install postgresql)"
}

# as_owner runs a command as the user the server belongs to.
as_owner() {
	if [ "$(id -u)" != 0 ]; then "$@"
	elif command -v runuser >/dev/null; then runuser -u "$owner" -- "$@"
	else su -s /bin/sh "$owner" -c 'exec "$0" "$@"' "$@"
	fi
}

choose_owner() {
	owner=$(id -un)
	if [ "$(id -u)" = 0 ]; then
		owner=nobody
		if id postgres >/dev/null 2>&1; then owner=postgres; fi
	fi
}

start() {
	dir=$1
	bin=$(find_bin)
	choose_owner
	mkdir -p "$dir"
	chmod 700 "$dir"
	password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	printf '%s\n' "$password" >"$dir/password"
	if [ "$(id -u)" = 0 ]; then chown -R "$owner" "$dir"; fi
	(
		cd "$dir" # a server cannot start where its user may not look
		as_owner "$bin/initdb" -D "$dir/data" -U voxpop -A scram-sha-256 --pwfile="$dir/password" \
			-E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; die "initdb failed"; }
		# Another program may take a port between choosing and listening: try some.
		n=0
		while :; do
			port=$(( 20000 + $(od -An -N2 -tu2 /dev/urandom | tr -d ' ') % 20000 ))
			if as_owner "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/data/server.log" -o "-p $port -h 127.0.0.1 -k '' \
				-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" start >/dev/null 2>&1; then
				break
			fi
			n=$((n + 1))
			if [ $n -ge 5 ]; then cat "$dir/data/server.log" >&2; die "the server did not start"; fi
		done
		echo "postgres://voxpop:$password@127.0.0.1:$port/postgres?sslmode=disable" >"$dir/url"
	)
	cat "$dir/url"
}

stop() {
	dir=$1
	[ -f "$dir/data/PG_VERSION" ] || die "$dir is no server of ours"
	bin=$(find_bin)
	choose_owner
	(cd "$dir" && as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1) || true
	rm -rf "$dir"
}

case "${1:-}" in
start) [ $# = 2 ] || die "start DIR"; start "$2" ;;
stop) [ $# = 2 ] || die "stop DIR"; stop "$2" ;;
run)
	shift
	[ $# -gt 0 ] || die "run COMMAND…"
	top=$(mktemp -d "${TMPDIR:-/tmp}/voxpop-pg.XXXXXX")
	chmod 711 "$top" # the server's user passes through
	trap 'stop "$top/server"; rmdir "$top"' EXIT
	trap 'exit 130' INT TERM
	VOXPOP_TEST_POSTGRES=$(start "$top/server")
	export VOXPOP_TEST_POSTGRES
	"$@"
	;;
*) sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
