# Debian packages of the machine itself. Sourced by dev/setup.

# what each is for: database; type detection of attachments; the PDF engine's
# libraries and letters; the browser of the tours
AC_PACKAGES=(
  libmagic1 libxrender1 libxext6 libfontconfig1 fonts-dejavu-core chromium
  poppler-utils
)
if [[ $AC_OWN_SERVER == yes ]]; then
  AC_PACKAGES+=(postgresql)
elif ! command -v createdb >/dev/null; then
  AC_PACKAGES+=(postgresql-client)
fi

missing_packages() {
  local package
  for package in "${AC_PACKAGES[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      echo "$package"
  done
  python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  if (( ${#missing[@]} == 0 )); then return; fi
  if [[ $(id -u) != 0 ]]; then
    say "please install: sudo apt-get install -y --no-install-recommends ${missing[*]}"
    return
  fi
  say "Debian packages: ${missing[*]}"
  # no cluster of the machine's own: this host starts a private one
  if [[ " ${missing[*]} " == *" postgresql "* && ! -e /etc/postgresql-common ]]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 \
    "${missing[@]}" </dev/null >"$AC_CACHE/apt.log" 2>&1 || {
    tail -20 "$AC_CACHE/apt.log" >&2
    die "apt-get install failed; the whole log is $AC_CACHE/apt.log"
  }
}

# At the end of the set-up: what could be done without root is done; without these
# packages neither the demo nor the tests can run.
require_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  (( ${#missing[@]} == 0 )) ||
    die "missing Debian packages: sudo apt-get install -y --no-install-recommends ${missing[*]}"
}
