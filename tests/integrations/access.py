"""Who reaches which address of integrations; tests/verdicts.py explains the words."""

from accounts.permissions import Right
from integrations.models import ImportJob
from tests.factories import make_product
from tests.verdicts import Arguments, Table, World, having, page

IMPORTERS = having(Right.IMPORT)

ACCESS: Table = {
    "integrations:imports": page(IMPORTERS),
    "POST integrations:upload": page(IMPORTERS),
    "integrations:import_job": page(IMPORTERS),
    "integrations:import_progress": page(IMPORTERS),
    "POST integrations:choose_meanings": page(IMPORTERS),
    "POST integrations:try_import": page(IMPORTERS),
    "POST integrations:start_import": page(IMPORTERS),
    "POST integrations:cancel_import": page(IMPORTERS),
    "integrations:import_problems": page(IMPORTERS),
}


def make(world: World) -> Arguments:
    """A job of the owner's whose file nobody has looked at."""
    job = ImportJob.objects.create(
        workspace=world.workspace,
        product=make_product(world.workspace, "IMP"),
        started_by=world.member("owner"),
        format="jira",
        file_name="Zebra.csv",
    )
    names = [key.rpartition(" ")[2] for key in ACCESS]
    return {
        name: {"pk": job.pk} for name in names if name not in ("integrations:imports", "integrations:upload")
    }
