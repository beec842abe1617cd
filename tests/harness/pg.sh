# A private PostgreSQL, one mechanism for the demo and the tests. Sourced by `run`, which has fail()
# and the exit statuses.
# shellcheck shell=bash disable=SC2034,SC2154

# Finds the newest PostgreSQL that is new enough: $postgres_bin, its folder, and $postgres_version.
postgres_find() {
    local initdb version

    postgres_version=14
    for initdb in "$(command -v initdb)" /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$initdb" ] || continue
        version=$("$initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        [ "$version" -gt "$postgres_version" ] || continue
        postgres_version=$version postgres_bin=${initdb%/*}
    done
    [ "$postgres_version" -gt 14 ]
}

# Runs a command as the user who owns the server: initdb refuses root.
as_owner() { # COMMAND...
    local change_user=()

    [ "$(id -u)" != 0 ] || change_user=(runuser -u postgres --)
    (cd / && exec "${change_user[@]}" "$@" </dev/null)
}

# Is the server of these data alive? After a crash its process id may be somebody else's.
server_is_running() { # DATA
    local pid

    pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) || return
    [ "$(as_owner readlink "/proc/$pid/cwd")" = "$1" ]
}

# Starts the server of this folder, which is made on the first call, and leaves the way to it in
# $conninfo. There is no TCP, the folder is its owner's alone, and the kernel says who comes through
# the socket: only the user of this script is let in, as "smup", who may do everything. A role
# "smup_password", should somebody create it, comes in by password.
server_start() { # FOLDER [LINE OF postgresql.conf]...
    local dir=$1 data owner

    postgres_find || fail "$ex_unavailable" "there is no PostgreSQL of version 15 or later"
    data=$dir/data-$postgres_version
    owner=$(id -un)
    [ "$(id -u)" != 0 ] || owner=postgres

    if [ ! -e "$dir" ]; then
        mkdir -m 700 "$dir"
        [ "$owner" = "$(id -un)" ] || chown "$owner:" "$dir"
    fi
    if [ -L "$dir" ] || [ "$(stat -c %U:%a "$dir")" != "$owner:700" ]; then
        fail "$ex_noperm" "\"$dir\" is not a folder of $owner alone; please remove it"
    fi
    if [ ! -e "$data" ]; then
        rm -rf "$data.part"
        as_owner "$postgres_bin/initdb" -D "$data.part" --no-sync -U smup --auth=reject \
            --locale=C.UTF-8 --encoding=UTF8 >"$dir/log" 2>&1 || fail_server "$dir/log"
        printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$dir'" \
            'unix_socket_permissions = 0700' "${@:2}" >>"$data.part/postgresql.conf"
        printf '%s\n' 'local all smup_password scram-sha-256' 'local all smup peer map=run' \
            >"$data.part/pg_hba.conf"
        echo "run \"$(id -un)\" smup" >"$data.part/pg_ident.conf"
        mv "$data.part" "$data"
    fi
    if ! server_is_running "$data"; then
        rm -f "$data/postmaster.pid" "$dir"/.s.PGSQL.* "$dir/log"
        as_owner "$postgres_bin/pg_ctl" start -w -D "$data" -l "$dir/log" >/dev/null 2>&1 ||
            fail_server "$dir/log"
    fi
    conninfo="host=$dir port=5432 user=smup"
}

fail_server() { # LOG
    tail -n 10 "$1" >&2
    fail "$ex_unavailable" "could not start the private PostgreSQL; its last words are above"
}

server_stop() { # FOLDER MODE
    local data

    postgres_find || return 0
    for data in "$1"/data-*; do
        ! server_is_running "$data" ||
            as_owner "$postgres_bin/pg_ctl" stop -D "$data" -m "$2" >/dev/null
    done
}

server_remove() { # FOLDER
    server_stop "$1" immediate || true
    rm -rf "$1"
}
