"""The folder that holds a city's data: database, files, keys. ``./var`` unless TONGBAN_DATA says."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DataFolder:
    """Paths inside the data folder and the address of the database."""

    path: Path
    database_url: str

    @classmethod
    def from_environment(cls) -> "DataFolder":
        """As TONGBAN_DATA and DATABASE_URL say."""
        return cls(
            path=Path(os.environ.get("TONGBAN_DATA", "var")).absolute(),
            database_url=os.environ.get("DATABASE_URL", ""),
        )

    @property
    def is_embedded(self) -> bool:
        """Whether the database is our own server in this folder."""
        return not self.database_url

    @property
    def dsn(self) -> str:
        """Where the database listens: DATABASE_URL, else what ``start.database`` found.

        Naming it starts nothing, so that tools which only read the settings need no server.
        """
        return self.database_url or os.environ.get("TONGBAN_DSN", "postgresql:///tongban")

    @property
    def files(self) -> Path:
        """Uploaded and made files, by content hash; outside every web root."""
        return self.path / "files"

    @property
    def keys(self) -> Path:
        """Keys that seal and sign; mode 700."""
        return self.path / "keys"

    @property
    def secret_key(self) -> str:
        """Django's secret, made on first use; TONGBAN_SECRET_KEY overrides it."""
        if given := os.environ.get("TONGBAN_SECRET_KEY"):
            return given
        return self.secret("django").hex()

    def secret(self, name: str, size: int = 32) -> bytes:
        """A random secret kept in the keys folder, made on first use, safe against races."""
        place = self.keys / f"{name}.key"
        try:
            return place.read_bytes()
        except FileNotFoundError:
            self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.keys / f".{name}.{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(size))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, place)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return place.read_bytes()
