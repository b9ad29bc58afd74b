from . import (
    base,
    contract,
    delivery,
    history,
    invoice,
    notice,
    order,
    statement,
)
