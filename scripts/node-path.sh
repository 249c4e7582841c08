# Sourced by the other scripts: what haema is, which Node runs it, and how to find it.
#
# The pinned Node (.node-version) and its npm lie outside the checkout, so that all checkouts share
# one copy and cleaning a checkout keeps it. They come from npm as packages that need no install
# script. A system Node 22 serves as well.
repository=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
node_version=$(<"$repository/.node-version")
# What scripts/build-program.ts makes of the sources.
program=$repository/build/program/haema.cjs
npm_version=10.9.9
node_home=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/haema/node-$node_version

# Puts Node 22 first in PATH; false when there is none yet.
use_node() {
  if [ -x "$node_home/node_modules/.bin/node" ]; then
    PATH=$node_home/node_modules/.bin:$PATH
  else
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
             process.exit(major === 22 && minor >= 18 ? 0 : 1)' 2>/dev/null
  fi
}

# Where scripts/package.sh puts the single executable of this version, for this machine.
executable_path() {
  node -p '`dist/haema-${require("./package.json").version}-${process.platform}-${process.arch}`'
}
