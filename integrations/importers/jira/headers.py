"""Which header of a Jira export feeds which field: matched by name, in several languages, never by position."""

import re
import unicodedata
from collections.abc import Mapping as MappingABC

from django.utils.translation import gettext as _

from integrations.importers.rows import ColumnUse, Mapping

# English, German, Spanish, French (and the short names of "current fields" exports); the preferred header first.
# Compared after `plain`: no accents, no case. `custom:` stands for "Custom field (…)" in any of the languages.
_ALIASES: dict[str, str] = {
    "external_id": "issue id|id|work item id|vorgangs-id|vorgangsid|id der anfrage|id de la incidencia|id de incidencia"
    "|id. de incidencia|id de ticket|id du ticket|identifiant de ticket|identifiant du ticket|id de demande",
    "key": "issue key|key|work item key|vorgangsschlussel|schlussel|clave de incidencia|clave de la incidencia|clave"
    "|cle de ticket|cle du ticket|cle de demande|cle",
    "title": "summary|zusammenfassung|resumen|resume|title|titel|titulo|titre",
    "kind": "issue type|issuetype|work type|work item type|type|vorgangstyp|typ|tipo de incidencia|tipo"
    "|type de ticket|type de demande",
    "status": "status|estado|etat|statut",
    "status_category": "status category|statuskategorie|categoria de estado|categoria del estado|categorie d'etat"
    "|categorie de l'etat|categorie de statut",
    "description": "description|beschreibung|descripcion",
    "labels": "labels|label|stichworter|etiketten|etiquetas|etiquettes",
    "components": "components|component/s|component|komponenten|komponente(n)|komponente/n|komponente|componentes|componente/s"
    "|componente|composants|composant/s|composant(s)|composant",
    "priority": "priority|prioritat|prioridad|priorite",
    "assignee": "assignee|zugewiesene person|zugewiesen an|zugewiesener benutzer|bearbeiter|persona asignada|asignado a"
    "|responsable|personne assignee|attribution|attribue a",
    "assignee_id": "assignee id|id der zugewiesenen person|bearbeiter-id|zugewiesene person id|id de persona asignada"
    "|id de la persona asignada|persona asignada id|id du responsable|id de la personne assignee|responsable id"
    "|personne assignee id",
    "reporter": "reporter|berichterstatter|autor|melder|informador|informante|rapporteur",
    "reporter_id": "reporter id|berichterstatter-id|autor-id|autor id|id del informador|informador id"
    "|id du rapporteur|rapporteur id",
    "estimate": "custom:story points|custom:story point estimate|story points|story point estimate|custom:storypoints"
    "|custom:story-points|custom:story punkte|custom:story-punkte|custom:schatzung der story points"
    "|custom:story point-schatzung|custom:puntos de historia|custom:estimacion de puntos de historia"
    "|custom:story points estimate|custom:points d'histoire|custom:points de story|custom:estimation des points de story"
    "|custom:estimation de story points",
    "start_on": "start date|custom:start date|custom:target start|startdatum|custom:startdatum|fecha de inicio"
    "|custom:fecha de inicio|date de debut|custom:date de debut|custom:date de commencement",
    "due_on": "due date|due|fallig|falligkeitsdatum|fallig am|fecha de vencimiento|vencimiento|echeance|date d'echeance"
    "|date limite|custom:target end|custom:due date",
    "parent_key": "parent key|schlussel des ubergeordneten vorgangs|ubergeordneter schlussel|clave principal"
    "|clave de la incidencia principal|clave primaria|cle parente|cle parent|cle du parent",
    "parent_id": "parent|parent id|ubergeordnet|ubergeordneter vorgang|ubergeordnete id|principal|id principal|padre"
    "|id primaria|id parent|id du parent",
    "epic_link": "custom:epic link|epic link|custom:parent link|custom:epic-verknupfung|custom:epos-verknupfung"
    "|custom:enlace de epica|custom:enlace de epic|custom:enlace a epica|custom:lien d'epopee|custom:lien vers l'epopee"
    "|custom:lien epic",
    "created_at": "created|erstellt|creada|creado|creation|cree|cree(e)|creee|date de creation",
    "updated_at": "updated|aktualisiert|actualizada|actualizado|mise a jour|mis a jour|date de mise a jour",
    "resolved_at": "resolved|resolution date|gelost|erledigt|resuelta|resuelto|resolue|resolu|resolu(e)|date de resolution",
    "comments": "comment|comments|kommentar|kommentare|comentario|comentarios|commentaire|commentaires",
    "watchers": "watchers|watcher|beobachter|observadores|observador|observateurs|observateur",
    "watchers_id": "watchers id|beobachter-id|beobachter id|id de observadores|observadores id|id des observateurs"
    "|observateurs id",
    "rank": "custom:rank|rank|custom:rang|custom:clasificacion|custom:rango|custom:classement",
    "sprint": "sprint|custom:sprint",
    "time": "original estimate|remaining estimate|time spent|σ original estimate|σ remaining estimate|σ time spent"
    "|ursprungliche schatzung|restschatzung|verbleibende schatzung|zeitaufwand|benotigte zeit|estimacion original"
    "|estimacion restante|trabajo restante|tiempo empleado|tiempo trabajado|estimation originale|estimation restante"
    "|temps passe|temps consacre",
    "attachments": "attachment|attachments|anhang|anhange|adjunto|adjuntos|archivo adjunto|piece jointe|pieces jointes",
    "project_key": "project key|projektschlussel|clave del proyecto|clave de proyecto|cle de projet|cle du projet",
}
_NOISE = frozenset(
    [
        "log work",
        "arbeit protokollieren",
        "registro de trabajo",
        "journal de travail",
        "last viewed",
        "votes",
        "watchers count",
        "work ratio",
        "project name",
        "project type",
        "project lead",
        "project lead id",
        "project description",
        "project url",
        "parent summary",
        "status category changed",
        "creator",
        "creator id",
        "issue color",
        "custom:issue color",
        "comments count",
    ]
)
_KEPT_ASIDE = frozenset({"sprint", "time", "attachments", "project_key"})
_SUPPORT = {"assignee_id": "assignee", "reporter_id": "reporter", "watchers_id": "watchers"}
FIELDS = frozenset(_ALIASES) - _KEPT_ASIDE
"""Every target a column may be given by the person."""

_CUSTOM = re.compile(
    r"(?:custom fields?|benutzerdefiniertes feld|benutzerdefinierte felder|campos? personalizados?"
    r"|champs? personnalises?) ?\((.+)\)$"
)
_BY_NAME = {
    name: (target, place) for target, names in _ALIASES.items() for place, name in enumerate(names.split("|"))
}


def plain(text: str) -> str:
    """Lower case, without accents, one space between words: the form in which names are compared."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


def name_of(header: str) -> str:
    """The comparable name of a header; `custom:…` for a custom field in any of the languages known."""
    name = plain(header.replace("\ufeff", ""))
    custom = _CUSTOM.match(name)
    return f"custom:{custom[1].strip()}" if custom else name


def target_of(header: str) -> str | None:
    """The field a header feeds, or the group it is kept aside for, or None."""
    known = _BY_NAME.get(name_of(header))
    return known[0] if known else None


def score(header: list[str]) -> int:
    """How many cells of a line are known headers of Jira."""
    return sum(1 for cell in header if target_of(cell) is not None)


def is_noise(header: str) -> bool:
    """Columns that say nothing about the issue's content and are dropped without being kept aside."""
    return name_of(header) in _NOISE


def map_columns(header: list[str], overrides: MappingABC[str, str | None] | None = None) -> Mapping:
    """Group repeated headers and give each group its target, in the order of the file.

    `overrides` (by header as written) win; None leaves a column out.
    """
    groups: dict[str, list[int]] = {}
    for index, cell in enumerate(header):
        groups.setdefault(cell.strip(), []).append(index)
    return Mapping(
        tuple(_use(name, tuple(indexes), overrides or {}) for name, indexes in groups.items() if name)
    )


def _use(header: str, indexes: tuple[int, ...], overrides: MappingABC[str, str | None]) -> ColumnUse:
    if header in overrides:
        chosen = overrides[header]
        return ColumnUse(
            header, indexes, chosen if chosen in FIELDS else None, _("Chosen by you."), preference=-1
        )
    group, place = _BY_NAME.get(name_of(header), (None, 0))
    if group is None or group in _KEPT_ASIDE:
        return ColumnUse(header, indexes, None, _note_aside(group, header))
    return ColumnUse(header, indexes, group, _note(group), preference=place)


def _note_aside(group: str | None, header: str) -> str:
    if group == "sprint":
        return _("Not imported yet; the last sprint named is kept with the source’s values.")
    if group == "time":
        return _("Time is not an estimate here; kept in hours with the source’s values.")
    return _("Left out.") if is_noise(header) else _("No place for it yet; kept with the source’s values.")


def _note(target: str) -> str:
    if target == "priority":
        return _("Becomes a label such as priority:high.")
    if target == "components":
        return _("Becomes labels such as component:checkout.")
    if target == "epic_link":
        return _("Used as the parent where no parent is named.")
    if target in _SUPPORT:
        return _("Tells people with the same name apart.")
    return ""
