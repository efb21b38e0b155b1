"""All of the demo, in order: the world, then the stories of each app."""

from core.context import acting_as_system
from schoolsafety.demo import (
    dossiers,
    dossiers_files,
    dossiers_open,
    dossiers_rights,
    dossiers_signals,
    dossiers_talks,
    incidents,
    incidents_imported,
    looking,
    meldcode,
    meldcode_bundles,
    meldcode_origins,
    monitoring,
    partners,
    protocols,
)
from schoolsafety.demo.world import World, build, set_password


def load() -> World:
    """Load the demo, all or nothing, in one transaction as the system. Returns what it made.

    The caller has made sure that there is no board yet.
    """
    with acting_as_system():
        world = build()
        partners.tell(world)
        dossiers.tell(world)
        dossiers_signals.tell(world)
        dossiers_talks.tell(world)
        dossiers_rights.tell(world)
        meldcode.tell(world)
        dossiers_open.tell(world)
        dossiers_files.tell(world)
        incidents.tell(world)
        incidents_imported.tell(world)
        meldcode_origins.tell(world)
        meldcode_bundles.tell(world)
        protocols.tell(world)
        monitoring.tell(world)
        looking.tell(world)
        set_password(world)
    return world
