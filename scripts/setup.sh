#!/usr/bin/env bash
# Installs what building and testing hrp needs on Debian 12, by apt, and only what is missing.
#   scripts/setup.sh          to build and to run
#   scripts/setup.sh --tests  and what the tests use (nginx, Pushgateway, wrk …)
set -euo pipefail

build_packages=(
  ca-certificates cmake ninja-build ccache mold g++ pkg-config git python3
  libzmq3-dev cppzmq-dev nlohmann-json3-dev libcli11-dev libcpp-httplib-dev libyaml-cpp-dev
  prometheus-cpp-dev libcurl4-openssl-dev libspdlog-dev libexpected-dev libgtest-dev libgmock-dev
  libsimdjson-dev libssl-dev libc-ares-dev libidn2-dev libnghttp2-dev zlib1g-dev libbrotli-dev libzstd-dev
  libre2-dev libjs-dygraphs
  libgoogle-perftools-dev google-perftools)
test_packages=(python3-venv clang-14 libclang-rt-14-dev nginx-light prometheus prometheus-pushgateway wrk openssl curl procps util-linux nghttp2-client)

packages=("${build_packages[@]}")
if [[ "${1:-}" == "--tests" ]]; then
  packages+=("${test_packages[@]}")
  # The page is tested in a browser. Packages of Node.js that are not Debian's bring npm with them.
  command -v chromium >/dev/null || packages+=(chromium)
  command -v npm >/dev/null || packages+=(nodejs npm)
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ "$status" == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then exit 0; fi

sudo=()
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "setup.sh: run as root, or install sudo; missing: ${missing[*]}" >&2; exit 1; }
  sudo=(sudo)
fi
echo "Installing: ${missing[*]}"
# Services that come with the packages are not to start: the tests start their own.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee $policy >/dev/null
  "${sudo[@]}" chmod +x $policy
  trap '"${sudo[@]}" rm -f $policy' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
