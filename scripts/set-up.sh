# Sourced by scripts/start, scripts/test and scripts/conformance: brings what they need, or says what is missing.

need_node() {
  command -v node >/dev/null || { echo "Node.js 20.19 or newer is needed: https://nodejs.org" >&2; exit 1; }
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    { echo "Node.js 20.19 or newer is needed, found $(node --version)" >&2; exit 1; }
}

# npm ci, unless node_modules is as package-lock.json says already.
need_packages() {
  need_node
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "Installing packages…" >&2
    npm ci --no-audit --no-fund --loglevel=error >&2
    touch node_modules/.package-lock.json
  fi
}

# need_debian COMMAND:PACKAGE… installs the packages whose command, or file, is not there; without root it names them and stops.
need_debian() {
  missing=""
  for pair in "$@"; do
    command_name=${pair%%:*}
    package=${pair#*:}
    command -v "$command_name" >/dev/null 2>&1 || [ -e "$command_name" ] || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing Debian packages:$missing" >&2
    echo "Install them with: apt-get install$missing" >&2
    exit 1
  fi
  echo "Installing Debian packages:$missing" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >&2 </dev/null
}
