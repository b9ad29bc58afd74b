# Names and paths shared by the scripts in dev/. Sourced by bash, never run.
# Everything set up lives outside the repository, under $ACCOUNT_COLLECTION_HOME.

AC_CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
if [[ -z ${ACCOUNT_COLLECTION_HOME:-} ]]; then
  if [[ $(id -u) == 0 ]]; then
    # root's home is closed to the system user that runs PostgreSQL
    ACCOUNT_COLLECTION_HOME=/var/lib/account_collection
  else
    ACCOUNT_COLLECTION_HOME=$HOME/.cache/account_collection
  fi
fi
ACCOUNT_COLLECTION_HOME=$(realpath -m "$ACCOUNT_COLLECTION_HOME")
export ACCOUNT_COLLECTION_HOME
AC_HOME=$ACCOUNT_COLLECTION_HOME

AC_TREE=$AC_HOME/host
AC_VENV=$AC_HOME/venv
AC_BIN=$AC_HOME/bin
AC_CACHE=$AC_HOME/cache
AC_PG=$AC_HOME/postgresql
AC_DATA=$AC_HOME/data

if [[ -n ${ODOO:-} ]]; then
  # the user's own Odoo 19: the folder that holds the package "odoo"
  ODOO=$(realpath -m "$ODOO")
  AC_ODOO=$ODOO
else
  AC_ODOO=$AC_TREE/usr/lib/python3/dist-packages
fi
# PGHOST given from outside means: use that server, start none
if [[ -z ${AC_OWN_SERVER:-} ]]; then
  if [[ -n ${PGHOST:-} && $PGHOST != "$AC_PG/run" ]]; then
    AC_OWN_SERVER=no
  else
    AC_OWN_SERVER=yes
  fi
fi

# A checkout may have any name and there may be several: each has its own add-ons
# folder, settings and template database, named after its path.
# On a server that several homes use, the home is part of the name.
AC_KEY=$AC_CHECKOUT
[[ $AC_OWN_SERVER == yes ]] || AC_KEY+=:$AC_HOME
AC_KEY=$(printf %s "$AC_KEY" | sha1sum | cut -c1-8)
AC_STATE=$AC_HOME/checkouts/$AC_KEY
AC_ADDONS=$AC_STATE/addons

# Odoo's own add-ons folders
ac_odoo_addons() {
  # in a source checkout of Odoo most add-ons lie beside the package
  if [[ -n ${ODOO:-} && -d $ODOO/addons ]]; then
    echo "$AC_ODOO/odoo/addons,$ODOO/addons"
  else
    echo "$AC_ODOO/odoo/addons"
  fi
}

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

ac_export() {
  export AC_CHECKOUT AC_HOME AC_STATE AC_ADDONS AC_ODOO AC_VENV AC_DATA AC_OWN_SERVER
  export PATH="$AC_BIN:$AC_VENV/bin:$PATH"
  export PYTHONPATH="$AC_ODOO"
  export PYTHONPYCACHEPREFIX="$AC_CACHE/pycache"
  export PYTHONNOUSERSITE=1
  # compiled files go to that prefix, so there is no reason to do without them
  unset PYTHONDONTWRITEBYTECODE
  export ODOO_RC="$AC_STATE/odoo.conf"
  export HYPOTHESIS_STORAGE_DIRECTORY="$AC_CACHE/hypothesis"
  export RUFF_CACHE_DIR="$AC_CACHE/ruff"
  export PYLINTHOME="$AC_CACHE/pylint"
  if [[ $AC_OWN_SERVER == yes ]]; then
    export PGHOST="$AC_PG/run" PGUSER=odoo
    unset PGPORT PGPASSWORD PGDATABASE PGSERVICE
  fi
  export LC_ALL=C.UTF-8
}

# ac_drop DATABASE: with its files
ac_drop() {
  dropdb --if-exists --force "$1" 2>/dev/null || true
  rm -rf "${AC_DATA:?}/filestore/${1:?}"
}

# ac_archive FOLDER: the committed add-on as others get it, in FOLDER/account_collection
ac_archive() {
  mkdir -p "$1"
  # a checkout that belongs to somebody else, as in many build machines, is fine here
  git -c safe.directory='*' -C "$AC_CHECKOUT" archive --prefix=account_collection/ HEAD |
    tar x -C "$1"
}
