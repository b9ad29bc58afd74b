# Python environments and the PDF engine. Sourced by dev/setup.

# pip_into VENV FILE WHAT: makes or mends an environment unless FILE is what it was
# made from. Mending leaves commands that are using it alone.
pip_into() {
  local venv=$1 file=$2 what=$3 python
  if cmp -s "$file" "$venv/made-from.txt"; then return; fi
  say "Python: $what"
  python=$(command -v python3.11 || command -v python3)
  [[ -x $venv/bin/pip ]] || "$python" -m venv --clear "$venv" ||
    die "no venv; as root: apt-get install -y python3-venv"
  "$venv/bin/pip" install -q --disable-pip-version-check --no-input -r "$file" \
    >"$AC_CACHE/pip.log" 2>&1 || {
    tail -20 "$AC_CACHE/pip.log" >&2
    die "pip install -r $file failed; the whole log is $AC_CACHE/pip.log"
  }
  cp "$file" "$venv/made-from.txt"
}

make_venv() {
  pip_into "$AC_VENV" "$here/requirements.txt" "Odoo's libraries and the test runner"
  # The PDF engine with patched Qt (Debian's prints neither headers nor footers),
  # under the name by which Odoo looks for it
  ln -sfn "$AC_VENV/bin/wkhtmltopdf-pack" "$AC_BIN/wkhtmltopdf"
}

make_lint_venv() {
  pip_into "$AC_HOME/lint" "$here/requirements-lint.txt" "linters"
}
