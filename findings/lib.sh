# What the scripts of this folder share: a temp folder, pinned packages, servers on free ports of
# loopback, and checks. Sourced, not run. All that a script starts ends with it, by its id.
set -euo pipefail

work=$(mktemp -d)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$work/bin
mkdir "$bin"
chmod 755 "$work"
pids=()
changed=0
# What is seen must be the tool's, not that of a setting of the caller's environment.
unset HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy all_proxy CURL_CA_BUNDLE REQUESTS_CA_BUNDLE
export LC_ALL=C.UTF-8

cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  chmod -R u+w "$work" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# Ends the script unless a Debian package is installed in a version that starts so.
need_deb() {
  local version
  version=$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null || true)
  [[ $version == "$2"* ]] && return
  echo "needs $1 $2 of Debian 12 (apt-get install $1), found: ${version:-none}" >&2
  exit 2
}

# A Go program, MODULE@VERSION, into $bin. The module and build caches are the user's; what they
# hold is not asked for again.
go_tool() {
  local known
  known=file://$(go env GOMODCACHE)/cache/download
  GOBIN=$bin GOPROXY=$known,$(go env GOPROXY) go install "$1" >"$work/log.go" 2>&1 ||
    fail_install "$work/log.go"
}

# Python packages, each NAME==VERSION, into a virtual environment; then $py runs them.
py=$work/py/bin/python
py_packages() {
  python3 -m venv --without-pip "$work/py"
  python3 -m pip --python "$py" install -q --disable-pip-version-check "$@" >"$work/log.pip" 2>&1 ||
    fail_install "$work/log.pip"
}

# npm packages, each NAME@VERSION, into $work/node_modules.
npm_packages() {
  (cd "$work" && npm install --silent --no-audit --no-fund "$@" >"$work/log.npm" 2>&1) ||
    fail_install "$work/log.npm"
}

# The jar of a Maven artifact, GROUP:NAME:VERSION, and all it needs: prints a class path.
maven_path() {
  local IFS=:
  set -- $1
  cat >"$work/pom.xml" <<EOF
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId>
<version>1</version><dependencies><dependency><groupId>$1</groupId><artifactId>$2</artifactId>
<version>$3</version></dependency></dependencies></project>
EOF
  mvn -q -B -f "$work/pom.xml" dependency:build-classpath -Dmdep.outputFile="$work/path" \
    >"$work/log.mvn" 2>&1 || fail_install "$work/log.mvn"
  tr -d '\n' <"$work/path"
}

fail_install() {
  tail -n 5 "$1" >&2
  echo "could not install what the script needs" >&2
  exit 2
}

# Starts a command whose first line of output is its port; sets $port, $url and $pid.
serve() {
  local out=$work/serve.$((++served))
  "$@" >"$out" 2>"$out.log" &
  pid=$!
  pids+=("$pid")
  for _ in $(seq 300); do
    [[ -s $out ]] && break
    sleep 0.1
  done
  port=$(head -n 1 "$out")
  url=http://127.0.0.1:$port
  [[ $port =~ ^[0-9]+$ ]] && return
  cat "$out.log" >&2
  echo "server did not start: $*" >&2
  exit 2
}
served=0

# The server of this folder, which counts what arrives (server.py tells its options).
server() { serve python3 "$here/server.py" "$@"; }

# One figure of the server's own count: received, answered, connections, peak.
counted() { curl -s "$url/count" | python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

stop() {
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

# A free port of loopback, for servers that cannot tell the one they chose.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits until a port of loopback takes connections.
wait_port() {
  for _ in $(seq 300); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.1
  done
  echo "nothing listens on port $1" >&2
  exit 2
}

# A time as tools print it (12us, 3.4ms, 1.2s) in milliseconds.
millis() {
  case $1 in
    *ms) echo "${1%ms}" ;;
    *us) awk "BEGIN { print ${1%us} / 1000 }" ;;
    *µs) awk "BEGIN { print ${1%µs} / 1000 }" ;;
    *s) awk "BEGIN { print ${1%s} * 1000 }" ;;
  esac
}

# holds TEXT EXPRESSION: an arithmetic expression of awk, with strings in double quotes.
holds() {
  local claim=${2//$'\n'/ }
  if awk "BEGIN { exit !($claim) }"; then
    echo "  as described: $1  [$claim]"
  else
    echo "  CHANGED: $1  [$claim]"
    changed=1
  fi
}

finish() {
  ((changed == 0)) || { echo "the behaviour is not the one described"; exit 1; }
}
