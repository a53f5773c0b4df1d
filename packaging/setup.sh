#!/usr/bin/env bash
# Everything that CallCoach needs, on a machine that has nothing but Python: system libraries, a virtual environment,
# the packages of the lock file. Safe to run again; changes nothing that is there already.
set -euo pipefail
venv=$1
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  say "CallCoach needs Python 3.11 or newer, and “$python” is not. Name another one: make setup PYTHON=python3.12"
  exit 1
}

# System libraries: only where there is apt and the right to use it. Elsewhere the desktop has them, or Qt says what it misses.
if command -v dpkg-query >/dev/null; then
  mapfile -t wanted < <(grep -v '^#' "$here/system-packages.txt")
  # The tests of recording start a sound server of their own. One is installed only where there is none: beside
  # PipeWire it would take a desktop's sound over.
  if ! command -v pipewire >/dev/null && ! command -v pulseaudio >/dev/null; then
    wanted+=(pulseaudio pulseaudio-utils)
  fi
  missing=()
  for name in "${wanted[@]}"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  if ((${#missing[@]})); then
    sudo=()
    if [ "$(id -u)" != 0 ]; then sudo=(sudo -n); fi
    if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
      say "Installing system libraries: ${missing[*]}"
      export DEBIAN_FRONTEND=noninteractive
      "${sudo[@]}" apt-get update -qq
      "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    else
      say "These system libraries are missing and there is no right to install them: ${missing[*]}"
      say "If the window does not open: sudo apt-get install ${missing[*]}"
    fi
  fi
fi

# uv reads the lock file and checks every hash; it is itself a Python package.
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$(cat "$here/uv-version.txt")"
say "Installing the packages of uv.lock"
UV_LINK_MODE=copy VIRTUAL_ENV="$PWD/$venv" UV_PROJECT_ENVIRONMENT="$PWD/$venv" \
  "$venv/bin/uv" sync --locked --inexact --quiet --python "$venv/bin/python"
