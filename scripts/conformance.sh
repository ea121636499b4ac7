#!/bin/sh
# scripts/conformance DATA: holds the program against published schemas, messages and vectors in folder DATA.
set -eu
[ $# -ge 1 ] || { echo "usage: scripts/conformance DATA" >&2; exit 2; }
data=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
. scripts/set-up.sh
need_packages
need_debian xmllint:libxml2-utils xmlsec1:xmlsec1 protoc:protobuf-compiler
exec node --import tsx scripts/conformance.ts "$data"
