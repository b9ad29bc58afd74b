from . import (
    base,
    contract,
    delivery,
    invoice,
    notice,
    order,
)
