import Processes

/// The work on a host, as a program for its `sh`: it needs nothing there but coreutils and tar.
///
/// It lies in `~/.cache/sweep` and is called with words, so that the login shell of the user, any one,
/// has nothing to take apart. All it makes is below that folder:
///
/// | | |
/// |---|---|
/// | `blobs/HASH` | files by their content |
/// | `programs/HASH/` | unpacked programs of ours |
/// | `codes/HASH/` | unpacked folders of the user's |
/// | `jobs/JOB/` | a process that was started: key, command, process id, log |
/// | `shared` | what was put elsewhere in the folder, one path a line |
enum HostScript {
  /// Puts the script in its place and carries out one of its commands, in one connection; the script
  /// is read from standard input.
  static let install =
    "sh -c 'umask 077; d=${XDG_CACHE_HOME:-$HOME/.cache}/sweep; mkdir -p \"$d\" && "
    + "cat > \"$d/host.sh.$$\" && mv \"$d/host.sh.$$\" \"$d/host.sh\" && sh \"$d/host.sh\" probe'"

  /// Carries out a command of the script that is there.
  static func call(_ words: [String]) -> String {
    "sh -c 'd=${XDG_CACHE_HOME:-$HOME/.cache}/sweep; exec sh \"$d/host.sh\" \"$@\"' sh "
      + words.map(\.shellQuoted).joined(separator: " ")
  }

  static let text = #"""
    set -u
    umask 077
    base=${XDG_CACHE_HOME:-$HOME/.cache}/sweep
    job() { dir=$base/jobs/$1; }
    # Whether a process is alive, and still the one of ours that has this job's key.
    is_ours() {
      kill -0 "$1" 2>/dev/null &&
        tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qxF -- "$dir/key"
    }
    alive() { pid=$(cat "$dir/pid" 2>/dev/null) && [ -n "$pid" ] && is_ours "$pid"; }
    # Ends a process: told twice, it goes at once, and may still hand back what it holds; whoever does
    # not hear that is killed.
    end() {
      is_ours "$1" || return 0
      kill "$1"
      sleep 0.2
      kill "$1" 2>/dev/null
      for _ in 1 2 3 4 5 6 7 8 9 10; do
        is_ours "$1" || return 0
        sleep 0.5
      done
      kill -9 "$1"
    }
    # Hosts that share a home each have drafts of their own.
    draft() { echo "$base/drafts/$1.$(uname -n)"; }
    fail() {
      echo "$*" >&2
      exit 1
    }
    command=$1
    shift
    case $command in
    probe)
      echo "base $base"
      echo "architecture $(uname -m)"
      echo "glibc $(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)"
      echo "cores $(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)"
      echo "memory $(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)"
      echo "gpus $(ls /dev 2>/dev/null | grep -c '^nvidia[0-9][0-9]*$')"
      echo "flags $(sed -n '/^flags/{s/^[^:]*: //p;q;}' /proc/cpuinfo)"
      echo "free $(df -Pk "$base" | sed -n '2p' | tr -s ' ' | cut -d' ' -f4)"
      echo "time $(date +%s)"
      echo "client ${SSH_CONNECTION:-}"
      for tool in tar gzip b2sum; do
        command -v $tool >/dev/null 2>&1 || echo "lacks $tool"
      done
      for kind in program code; do
        for folder in "$base/${kind}s"/*/; do
          [ -d "$folder" ] && echo "$kind $(basename "$folder")"
        done
      done
      for blob in "$base"/blobs/*; do
        [ -f "$blob" ] && echo "blob $(basename "$blob")"
      done
      true
      ;;
    lacking)
      for word; do
        command -v -- "$word" >/dev/null 2>&1 || echo "$word"
      done
      ;;
    version)
      "$1" version
      ;;
    size)
      mkdir -p "$base/drafts"
      wc -c <"$(draft "$1")" 2>/dev/null || echo 0
      ;;
    put)
      # What follows on standard input goes to the end of a draft; whole, it must have its hash.
      mkdir -p "$base/drafts" "$base/blobs"
      file=$(draft "$1")
      cat >>"$file" || exit 1
      if [ "$(b2sum -l 256 "$file" | cut -d' ' -f1)" != "$1" ]; then
        rm -f "$file"
        fail "hash"
      fi
      mv "$file" "$base/blobs/$1"
      ;;
    unpack)
      # An archive becomes the folder $2/$3.
      place=$base/$2/$3
      [ -d "$place" ] && exit 0
      file=$(draft "$3")
      mkdir -p "$base/$2" "$file" &&
        tar -C "$file" --strip-components=1 -xzf "$base/blobs/$1" || {
        rm -rf "$file"
        exit 1
      }
      mv "$file" "$place" 2>/dev/null || rm -rf "$file"
      rm -f "$base/blobs/$1"
      [ -d "$place" ]
      ;;
    share)
      # A file by its content gets the place where programs look for it.
      mkdir -p "$(dirname "$base/$2")" && ln -f "$base/blobs/$1" "$base/$2" || exit 1
      grep -qxF -- "$2" "$base/shared" 2>/dev/null || echo "$2" >>"$base/shared"
      ;;
    lay)
      # The same for a file that a job looks for in its folder.
      job "$1"
      mkdir -p "$(dirname "$dir/work/$3")" && ln -f "$base/blobs/$2" "$dir/work/$3" || exit 1
      ;;
    key)
      # Makes the job's key, or shows the public half of the one that it has for this coordinator.
      job "$1"
      mkdir -p "$dir/work"
      if ! grep -qxF "coordinator $4" "$dir/key" 2>/dev/null; then
        rm -f "$dir/key"
        "$2" keys new "$3" --server-key "$4" --out "$dir/key" >/dev/null || exit 1
      fi
      sed -n 's/^public //p' "$dir/key"
      ;;
    start)
      # Outlives the connection once it is told to stay. What runs already as it should is left alone.
      job "$1"
      shift
      mkdir -p "$dir/work"
      if alive && [ "$(cat "$dir/command")" = "$*" ]; then
        echo "running $pid"
        exit 0
      fi
      alive && end "$pid"
      echo "$*" >"$dir/command"
      cd "$dir/work" || exit 1
      rm -f "$dir/pid"
      detach=$(command -v setsid || command -v nohup)
      $detach sh -c 'echo $$ >"$1/pid"; shift; exec "$@"' sh "$dir" "$@" </dev/null >"$dir/log" 2>&1 &
      started=$!
      for _ in 1 2 3 4 5; do
        sleep 0.2
        if [ -s "$dir/pid" ] && ! kill -0 "$(cat "$dir/pid")" 2>/dev/null; then
          # A short sweep may be over by now, and its worker home.
          [ "$(cat "$dir/pid")" = "$started" ] && wait "$started" && break
          fail "$(tail -n 1 "$dir/log")"
        fi
      done
      # There may be nobody any more who would read it.
      trap '' HUP PIPE
      echo "started $started" 2>/dev/null
      read -r word
      [ "$word" = stay ] || end "$started"
      ;;
    state)
      job "$1"
      if alive; then echo running; else echo ended; fi
      tail -n 1 "$dir/log" 2>/dev/null
      ;;
    drain)
      job "$1"
      alive && kill "$pid"
      true
      ;;
    stop)
      job "$1"
      alive && end "$pid"
      true
      ;;
    socket)
      # A place for the end of a tunnel, with what an earlier tunnel left taken away.
      job "$1"
      mkdir -p "$dir"
      rm -f "$dir/socket"
      ;;
    hold)
      # As long as the other end lives.
      cat >/dev/null
      ;;
    clean)
      for dir in "$base"/jobs/*/; do
        dir=${dir%/}
        alive && kill -9 "$pid"
      done
      while read -r path; do rm -f "$base/$path"; done <"$base/shared" 2>/dev/null
      rm -rf "$base/jobs" "$base/programs" "$base/codes" "$base/blobs" "$base/drafts" "$base/arrays" \
        "$base/shared" "$base/host.sh"
      find "$base" -depth -type d -empty -delete 2>/dev/null
      true
      ;;
    esac
    """#
}
