"""Columns are found by their header in several languages, repeated or not, in any order."""

import pytest

from integrations.importers.jira.headers import map_columns, target_of


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Summary", "title"),
        ("Resumen", "title"),
        ("Zusammenfassung", "title"),
        ("Résumé", "title"),
        ("Clave de incidencia", "key"),
        ("Vorgangsschlüssel", "key"),
        ("Clé de ticket", "key"),
        ("ID de la incidencia", "external_id"),
        ("Vorgangs-ID", "external_id"),
        ("Component/s", "components"),
        ("Custom field (Story point estimate)", "estimate"),
        ("Benutzerdefiniertes Feld (Story Points)", "estimate"),
        ("Campo personalizado (Story Points)", "estimate"),
        ("Champ personnalisé (Story Points)", "estimate"),
        ("Custom field (Epic Link)", "epic_link"),
        ("Clave principal", "parent_key"),
        ("Fälligkeitsdatum", "due_on"),
        ("  ISSUE   KEY ", "key"),
        ("Custom field (Colour)", None),
    ],
)
def test_header_finds_its_field(header: str, target: str | None) -> None:
    assert target_of(header) == target


def test_repeated_headers_are_one_column_group() -> None:
    mapping = map_columns(["Labels", "Summary", "Labels", ""])
    assert mapping.indexes("labels") == (0, 2)
    assert [column.header for column in mapping.columns] == ["Labels", "Summary"]


def test_the_preferred_header_comes_first() -> None:
    mapping = map_columns(["Custom field (Story point estimate)", "Custom field (Story Points)"])
    assert mapping.indexes("estimate") == (1, 0)


def test_the_person_decides_over_the_name() -> None:
    mapping = map_columns(
        ["Labels", "Custom field (Size)"], {"Labels": None, "Custom field (Size)": "estimate"}
    )
    assert mapping.indexes("labels") == ()
    assert mapping.indexes("estimate") == (1,)
