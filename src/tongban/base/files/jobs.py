"""Jobs of the file store."""

from procrastinate.contrib.django import app

from tongban.base.files import services
from tongban.base.kernel import actors


@app.periodic(cron="17 3 * * *", periodic_id="files.sweep")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Clear away what nothing needs, every night. ``timestamp`` is the time it was due."""
    services.sweep(actor=actors.system(f"文件清理 {timestamp}"))
