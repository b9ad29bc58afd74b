"""Several PDF documents in one file, in order."""

import io
from collections.abc import Iterable

import pypdf


def concatenate(documents: Iterable[bytes]) -> bytes:
    """Return one PDF with the pages of all ``documents``, in their order."""
    writer = pypdf.PdfWriter()
    for content in documents:
        writer.append(io.BytesIO(content))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
