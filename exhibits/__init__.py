from . import (
    base,
    claim,
    contract,
    delivery,
    history,
    invoice,
    notice,
    order,
    statement,
)
