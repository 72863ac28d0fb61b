"""Tables of papers, a file a noun."""

from tongban.management.documents.models.paper import Numbering, Paper, PaperCounter
from tongban.management.documents.models.publication import Publication
from tongban.management.documents.models.service import PaperService, ServiceChoice
from tongban.management.documents.models.template import PaperTemplate

__all__ = [
    "Numbering",
    "Paper",
    "PaperCounter",
    "PaperService",
    "PaperTemplate",
    "Publication",
    "ServiceChoice",
]
