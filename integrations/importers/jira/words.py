"""What Jira's statuses, issue types and priorities mean here, by the names its translations use."""

from functools import lru_cache

from integrations.importers.jira.headers import plain

_CATEGORIES = {
    "todo": "to do|todo|new|offen|zu erledigen|por hacer|tareas por hacer|nuevo|a faire|nouveau",
    "doing": "in progress|indeterminate|in arbeit|in bearbeitung|en curso|en progreso|en cours",
    "done": "done|complete|completed|fertig|erledigt|listo|lista|hecho|finalizado|finalizada|termine|terminee",
}
_STATUSES = {
    "backlog": "backlog|open|to do|todo|new|reopened|triage|idea|ideas|inbox|offen|zu erledigen|neu|wieder geoffnet|abierto"
    "|abierta|por hacer|tareas por hacer|nuevo|reabierto|pendiente|ouvert|ouverte|a faire|nouveau|rouvert",
    "ready": "ready|selected for development|ready for development|ready for dev|refined|groomed|next|planned|approved"
    "|bereit|bereit fur entwicklung|fur entwicklung ausgewahlt|ausgewahlt|eingeplant|seleccionado para desarrollo"
    "|listo para desarrollo|preparado|selectionne pour le developpement|pret|pret pour le developpement|planifie",
    "active": "in progress|in review|review|code review|in development|development|testing|in testing|in test|qa|in qa|blocked"
    "|on hold|waiting|in design|design|ready for review|ready for qa|ready for test|ready for release|staging|uat"
    "|in arbeit|in bearbeitung|in prufung|im review|im test|in entwicklung|blockiert|wartend|en curso|en progreso"
    "|en revision|en pruebas|en desarrollo|bloqueado|bloqueada|en cours|en revue|en test|en developpement|bloque"
    "|en attente|en espera",
    "done": "done|closed|resolved|released|complete|completed|deployed|live|shipped|accepted|verified|fertig|erledigt"
    "|geschlossen|gelost|abgeschlossen|veroffentlicht|listo|lista|hecho|cerrado|cerrada|resuelto|resuelta|finalizado"
    "|finalizada|terminado|ferme|fermee|resolu|resolue|termine|terminee|fini|livre",
    "dropped": "won't do|wont do|won't fix|cancelled|canceled|rejected|declined|duplicate|obsolete|abandoned|discarded|invalid"
    "|archived|wird nicht erledigt|abgelehnt|abgebrochen|verworfen|storniert|duplikat|cancelado|cancelada|rechazado"
    "|rechazada|descartado|descartada|no se hara|annule|annulee|rejete|rejetee|abandonne|ne sera pas fait|doublon",
}
_KINDS = {
    "initiative": "initiative|iniciativa|theme|legend",
    "epic": "epic|epos|epica|epopeya|epopee",
    "feature": "feature|new feature|improvement|enhancement|neue funktion|neues feature|verbesserung|funktion|nueva funcion"
    "|nueva funcionalidad|nueva caracteristica|mejora|funcionalidad|nouvelle fonctionnalite|fonctionnalite|amelioration"
    "|evolution|change request|idea",
    "story": "story|user story|user-story|geschichte|historia|historia de usuario|recit|recit utilisateur|histoire",
    "bug": "bug|defect|incident|problem|production bug|fehler|programmfehler|storung|error|defecto|incidencia|bogue|anomalie"
    "|defaut",
    "chore": "task|sub-task|subtask|sub task|technical task|tech task|technical debt|tech debt|chore|maintenance|support"
    "|service request|aufgabe|unteraufgabe|teilaufgabe|tarea|subtarea|sub-tarea|tarea tecnica|tache|sous-tache|test",
    "spike": "spike|research|investigation|recherche|investigacion|analysis|analyse|untersuchung",
}
_PRIORITIES = {
    "highest": "highest|blocker|urgent|p0|hochste|am hochsten|blockierend|mas alta|la mas alta|muy alta|bloqueante|bloqueadora"
    "|la plus elevee|plus elevee|la plus haute|bloquant|bloquante|tres haute",
    "critical": "critical|kritisch|critica|critico|critique",
    "high": "high|major|p1|hoch|schwer|alta|mayor|haute|elevee|majeure|majeur",
    "medium": "medium|normal|moderate|p2|mittel|media|mediana|moyenne|moyen|normale",
    "low": "low|minor|p3|niedrig|gering|baja|menor|faible|basse|mineure|mineur",
    "lowest": "lowest|trivial|p4|p5|niedrigste|am niedrigsten|mas baja|la mas baja|muy baja|trivialer|la plus faible|plus faible"
    "|la plus basse|triviale",
}
_NO_PRIORITY = frozenset(
    [
        "none",
        "not set",
        "unset",
        "unprioritized",
        "keine",
        "nicht festgelegt",
        "ninguna",
        "sin definir",
        "aucune",
        "non definie",
        "-",
    ]
)


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {name: meaning for meaning, names in table.items() for name in names.split("|")}


_CATEGORY_OF, _STATUS_OF = _by_name(_CATEGORIES), _by_name(_STATUSES)
_KIND_OF, _PRIORITY_OF = _by_name(_KINDS), _by_name(_PRIORITIES)


def category_for(status: str, category: str = "") -> tuple[str, bool]:
    """(our category, sure) of a status; Jira's own category column is law where present and known.

    Jira has three categories and we five: its "To Do" is `ready` only for names that say so, its "Done" is `dropped`
    for names such as "Won't do". An unknown name without a category is guessed to be backlog.
    """
    known = _STATUS_OF.get(plain(status).replace("’", "'"))
    told = _CATEGORY_OF.get(plain(category)) if category else None
    if told == "todo":
        return ("ready" if known == "ready" else "backlog"), True
    if told == "doing":
        return "active", True
    if told == "done":
        return ("dropped" if known == "dropped" else "done"), True
    return known or "backlog", known is not None


def kind_for(issue_type: str) -> tuple[str, bool]:
    """(our kind, sure) of an issue type; an unknown one is guessed to be a story."""
    known = _KIND_OF.get(plain(issue_type).strip("[]"))
    return known or "story", known is not None


@lru_cache(256)
def priority_for(name: str) -> str:
    """The priority in English as it stands in the label after `priority:`, an own name made fit; "" for none."""
    compared = plain(name)
    if not compared or compared in _NO_PRIORITY:
        return ""
    return _PRIORITY_OF.get(compared) or "-".join(compared.split())
