"""The PostgreSQL server that Tongban brings along, for when no DATABASE_URL is set."""

from tongban.main.embedded.errors import EmbeddedServerError
from tongban.main.embedded.lease import Server, dsn_of, ensure, status, stop
from tongban.main.embedded.place import Status

__all__ = ["EmbeddedServerError", "Server", "Status", "dsn_of", "ensure", "status", "stop"]
