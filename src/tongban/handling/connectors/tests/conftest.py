"""The small city with a department system of its own to hand cases to, on this machine."""

import threading
from types import SimpleNamespace

import pytest

from tongban.base.kernel.actors import operator
from tongban.handling.connectors.providers.demo.department import Department, served
from tongban.handling.connectors.services import hand_item_over, keep_system
from tongban.handling.connectors.wire import secret_of


@pytest.fixture
def department(settings):
    """A running one, quick at its work."""
    server = served(Department(secret_of("province"), pace=0.0))
    host, port = server.server_address[:2]
    settings.OUTGOING_PLAIN_HOSTS = [f"{host}:{port}"]
    settings.OUTGOING_NETWORKS = ["127.0.0.1/32"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(
        works=server.RequestHandlerClass.department, address=f"http://{host}:{port}", server=server
    )
    server.shutdown()
    server.server_close()


def connect(town, address="", connector="demo"):
    """Register the system, and let it handle the food item."""
    outside = keep_system(
        actor=operator(),
        key="province",
        name="省级许可系统",
        connector=connector,
        department_id=town.departments["market"],
        address=address,
    )
    hand_item_over(actor=operator(), item_code=town.codes["food"], system_id=outside.id)
    return outside
