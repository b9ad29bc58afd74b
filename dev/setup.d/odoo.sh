# Odoo itself: Debian's package, unpacked and never installed. Sourced by dev/setup.

AC_FROM_UNSTABLE=(
  odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-roboto-unhinted
  fonts-montserrat fonts-ocr-b fonts-glyphicons-halflings
)
AC_FROM_STABLE=(fonts-font-awesome fonts-inconsolata)

# The mirror the machine itself uses, so that proxies and local mirrors are honoured.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    grep -v security | grep -m1 debian
}

# private_apt SUITE COMMAND…: apt with lists and cache of its own, needing no root
private_apt() {
  local suite=$1 dir=$AC_CACHE/apt/$1
  shift
  apt-get -q -o Dir::Etc::SourceList="$dir/sources.list" \
    -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null \
    -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State::Lists="$dir/lists" \
    -o Dir::Cache="$dir/cache" -o Acquire::Languages=none \
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false \
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o APT::Sandbox::User= "$@"
}

# fetch SUITE INTO PACKAGE…
fetch() {
  local suite=$1 into=$2 dir=$AC_CACHE/apt/$1
  shift 2
  mkdir -p "$dir"/{lists,cache}/partial "$into"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] \
$(debian_mirror) $suite main" >"$dir/sources.list"
  {
    private_apt "$suite" update &&
      (cd "$into" && private_apt "$suite" download "$@")
  } >"$dir/log" 2>&1 || {
    tail -20 "$dir/log" >&2
    die "could not fetch $* from Debian $suite; the whole log is $dir/log"
  }
}

check_own_odoo() {
  [[ -f $AC_ODOO/odoo/release.py ]] ||
    die "ODOO=$ODOO: no odoo/release.py there; name the folder that holds the package odoo"
  grep -q 'version_info = (19,' "$AC_ODOO/odoo/release.py" ||
    die "ODOO=$ODOO is not Odoo 19"
}

unpack_odoo() {
  if [[ -n ${ODOO:-} ]]; then check_own_odoo; return; fi
  if [[ -e $AC_TREE/complete ]]; then return; fi
  local release debs=$AC_CACHE/debs new=$AC_TREE.new deb
  release=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
  say "Odoo 19: fetching Debian's package (120 MB, unpacked only, not installed)"
  rm -rf "$debs" "$new"
  mkdir -p "$new"
  fetch unstable "$debs" "${AC_FROM_UNSTABLE[@]}"
  fetch "$release" "$debs" "${AC_FROM_STABLE[@]}"
  (cd "$debs" && sha256sum odoo-19_*.deb) | tee "$new/SHA256SUMS" >&2
  say "Odoo 19: unpacking"
  for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$new"; done
  mend_odoo "$new/usr/lib/python3/dist-packages/odoo"
  touch "$new/complete"
  rm -rf "$AC_TREE" "$debs"
  mv "$new" "$AC_TREE"
}

mend_odoo() {
  # a file that the web assets list and Debian's package lacks
  local selfie=$1/addons/mail/static/lib/selfie_segmentation
  mkdir -p "$selfie"
  [[ -e $selfie/selfie_segmentation.js ]] || : >"$selfie/selfie_segmentation.js"
}

# The add-ons folder of this checkout and the settings that name it
link_checkout() {
  mkdir -p "$AC_ADDONS"
  ln -sfn "$AC_CHECKOUT" "$AC_ADDONS/account_collection"
  cat >"$AC_STATE/odoo.conf.new" <<CONF
[options]
addons_path = $(ac_odoo_addons),$AC_ADDONS
data_dir = $AC_DATA
http_interface = 127.0.0.1
max_cron_threads = 0
limit_time_real = 1200
CONF
  mv "$AC_STATE/odoo.conf.new" "$AC_STATE/odoo.conf"
}
