"""What an item holds in its product's custom fields: checked, shown, worked out.

Services, events and the seen values of edits call such a value `custom.<key>`; pages call its cell `custom-<key>`. A value
lies on the item in `custom`, so each key merges by itself. What a formula gives is never stored: `backlog.custom_query`
has PostgreSQL work it out for a filter, this module for the rows that are shown, and both agree.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Member
from backlog.formula import evaluate, number_text, parse, reason_text
from backlog.models import CustomField, Item
from core.errors import ErrorAt
from core.periods import out_of_reach
from core.query.schema import nearest
from core.templatetags.throughline import fuzzy

PREFIX = "custom."
CELL = "custom-"
ESTIMATE = "estimate"  # what formulas may use beside the number fields
LONGEST = 1000  # characters of a text
MOST_PEOPLE = 20
LARGEST = Decimal(10) ** 12
MOST_DECIMALS = 6

Form = CustomField.Form


@dataclass(frozen=True, slots=True)
class Shown:
    """A field's value as people read it. `reason`: why a formula gives nothing; `value`: what an editor sends back."""

    field: CustomField
    text: str
    reason: str = ""
    value: str = ""

    @property
    def cell(self) -> str:
        """What its editor is called."""
        return f"{CELL}{self.field.key}"

    @property
    def is_typed(self) -> bool:
        """Whether a person gives it, rather than a formula."""
        return self.field.form != Form.FORMULA

    @property
    def is_number(self) -> bool:
        return self.field.form in (Form.NUMBER, Form.FORMULA)


class Definitions:
    """What values are checked against: the fields of products and members, each read once for any number of items."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id
        self._fields: dict[UUID, dict[str, CustomField]] = {}
        self._members: dict[str, Member] = {}
        self._asked: set[str] = set()

    def fields(self, product_id: UUID) -> Mapping[str, CustomField]:
        """The product's fields by their keys, archived ones too. One statement a product."""
        if product_id not in self._fields:
            rows = CustomField.objects.filter(product_id=product_id)
            self._fields[product_id] = {row.key: row for row in rows}
        return self._fields[product_id]

    def members(self, ids: Iterable[Any]) -> Mapping[str, Member]:
        """Those of the workspace's members whom these ids, and those asked for before, name. One statement for new ids."""
        new = {pk for pk in ids if isinstance(pk, str) and _is_id(pk)} - self._asked
        if new:
            self._asked |= new
            rows = Member.objects.filter(workspace_id=self.workspace_id, pk__in=new)
            self._members |= {str(row.pk): row for row in rows}
        return self._members


def fields_of(product_id: UUID) -> list[CustomField]:
    """The product's custom fields that are not archived, in their order. One statement."""
    return list(CustomField.objects.filter(product_id=product_id, archived_at=None))


def is_custom(name: str) -> bool:
    """Whether services mean a custom field by this name."""
    return name.startswith(PREFIX)


def key_of(name: str) -> str:
    """The key of the custom field that services call this."""
    return name.removeprefix(PREFIX)


def value_of(item: Item, name: str) -> Any:
    """What the item holds under the name of a field of its own, or of a custom one."""
    return item.custom.get(key_of(name)) if is_custom(name) else getattr(item, name)


def put(item: Item, name: str, value: Any) -> None:
    """Set a field of the item's own, or a custom one; None takes that away. Nothing is saved."""
    if not is_custom(name):
        setattr(item, name, value)
        return
    others = {key: held for key, held in item.custom.items() if key != key_of(name)}
    item.custom = others if value is None else {**others, key_of(name): value}


def flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with `{"custom": {"tier": …}}` written as `{"custom.tier": …}`."""
    own = {name: value for name, value in fields.items() if name != "custom"}
    return {**own, **{f"{PREFIX}{key}": value for key, value in (fields.get("custom") or {}).items()}}


def columns_of(names: Iterable[str]) -> list[str]:
    """The columns of the item's row that hold these fields."""
    return list(dict.fromkeys("custom" if is_custom(name) else name for name in names))


def listed(value: Any) -> Sequence[Any]:
    """The entries of a value that is a list, as people's is; none of any other."""
    return value if isinstance(value, list | tuple) else ()


def checked(
    item: Item, fields: Mapping[str, Any], names: dict[str, str], definitions: Definitions | None = None
) -> dict[str, Any]:
    """The custom ones among the fields as they are stored (None: nothing); `names` learns what people call them.

    Raises ValidationError, under `custom` with the keys as places, for a key the product does not have, one that is
    archived, a formula, and a value that does not fit. One statement where there are any, one more for people; none where
    `definitions` hold them.
    """
    wanted = {key_of(name): value for name, value in fields.items() if is_custom(name)}
    if not wanted:
        return {}
    definitions = definitions or Definitions(item.workspace_id)
    problems: list[ErrorAt] = []
    stored: dict[str, Any] = {}
    for key, value in wanted.items():
        try:
            stored[f"{PREFIX}{key}"] = _stored(item, key, value, definitions, names)
        except ValidationError as error:
            problems += [ErrorAt(message, at=(key,)) for message in error.messages]
    if problems:
        raise ValidationError({"custom": problems})
    return stored


def shown_values(
    fields: Sequence[CustomField], rows: Iterable[tuple[Mapping[str, Any], Decimal | None]]
) -> list[list[Shown]]:
    """For each row, (what `custom` holds, the estimate), each field's value as people read it, in the fields' order.

    One statement for the names of all people, none where there are none.
    """
    held = list(rows)
    people_keys = [field.key for field in fields if field.form == Form.PEOPLE]
    ids = {pk for custom, _estimate in held for key in people_keys for pk in custom.get(key) or ()}
    people = (
        {str(pk): name for pk, name in Member.objects.filter(pk__in=ids).values_list("pk", "name")}
        if ids
        else {}
    )
    labels = {field.key: field.name for field in fields}
    return [
        [_shown(field, custom, estimate, people, labels) for field in fields] for custom, estimate in held
    ]


def text_of(value: Any, people: Mapping[str, str]) -> str:
    """A stored value as people read it, whatever the form of its field; "" for none."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(people.get(pk, _("somebody")) for pk in value)
    if isinstance(value, int | float):
        return number_text(value)
    return str(value)


def _shown(
    field: CustomField,
    custom: Mapping[str, Any],
    estimate: Decimal | None,
    people: Mapping[str, str],
    labels: Mapping[str, str],
) -> Shown:
    if field.form == Form.FORMULA:
        return _worked_out(field, custom, estimate, labels)
    value = custom.get(field.key)
    if field.form == Form.DATE and value:
        return Shown(field, fuzzy(date.fromisoformat(value)), value=value)
    sent = ",".join(value) if isinstance(value, list) else text_of(value, {}).replace("−", "-")
    return Shown(field, text_of(value, people), value=sent)


def _worked_out(
    field: CustomField, custom: Mapping[str, Any], estimate: Decimal | None, labels: Mapping[str, str]
) -> Shown:
    formula = parse(field.formula)
    inputs = {name: estimate if name == ESTIMATE else custom.get(name) for name in formula.names}
    outcome = evaluate(formula, inputs)
    if outcome.value is None:
        return Shown(field, "", reason=reason_text(outcome.reason or "", {ESTIMATE: _("estimate"), **labels}))
    return Shown(field, number_text(round(outcome.value, 2) if abs(outcome.value) >= 1 else outcome.value))


def _stored(item: Item, key: str, value: Any, definitions: Definitions, names: dict[str, str]) -> Any:
    """The value as the item holds it. Raises ValidationError in words."""
    known = definitions.fields(item.product_id)
    field = known.get(key)
    if field is None:
        near = nearest(key, known)
        said = _("The product has no field “%(key)s”.") % {"key": key}
        raise ValidationError(said + (" " + _("Did you mean “%(word)s”?") % {"word": near} if near else ""))
    if field.archived_at is not None:
        raise ValidationError(_("%(name)s has been archived.") % {"name": field.name})
    names[f"{PREFIX}{key}"] = field.name
    if field.form == Form.PEOPLE:
        return _people(item, field, value or [], definitions, names)
    if field.form != Form.FORMULA and (value is None or value == ""):
        return None
    return _READ[Form(field.form)](field, value)


def _text(field: CustomField, value: Any) -> str | None:
    if not isinstance(value, str) or "\x00" in value:
        raise ValidationError(_("%(name)s is a text.") % {"name": field.name})
    text = " ".join(value.split())
    if len(text) > LONGEST:
        raise ValidationError(
            _("%(name)s has at most %(most)d characters.") % {"name": field.name, "most": LONGEST}
        )
    return text or None


def _number(field: CustomField, value: Any) -> int | float:
    words = {"name": field.name, "text": str(value)[:40]}
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValidationError(_("%(name)s is a number.") % words)
    try:
        number = Decimal(str(value).strip().replace("−", "-").replace(",", "."))
    except InvalidOperation:
        raise ValidationError(_("%(name)s is a number; “%(text)s” is none.") % words) from None
    if not number.is_finite():
        raise ValidationError(_("%(name)s is a number; “%(text)s” is none.") % words)
    if abs(number) >= LARGEST or round(number, MOST_DECIMALS) != number:
        raise ValidationError(_("%(name)s has at most twelve digits before and six after the point.") % words)
    return int(number) if number == number.to_integral_value() else float(number)


def _date(field: CustomField, value: Any) -> str:
    words = {"name": field.name, "text": str(value)[:40]}
    try:
        day = (
            value
            if isinstance(value, date) and not isinstance(value, datetime)
            else date.fromisoformat(value)
        )
    except (TypeError, ValueError):
        raise ValidationError(
            _("%(name)s is a day such as 2027-03-01; “%(text)s” is none.") % words
        ) from None
    if problem := out_of_reach(day):
        raise ValidationError(problem)
    return day.isoformat()


def _choice(field: CustomField, value: Any) -> str:
    folded = {choice.casefold(): choice for choice in field.choices}
    if isinstance(value, str) and value.casefold() in folded:
        return str(folded[value.casefold()])
    raise ValidationError(
        _("%(name)s is one of: %(choices)s.") % {"name": field.name, "choices": ", ".join(field.choices)}
    )


def _formula(field: CustomField, value: Any) -> Any:
    raise ValidationError(_("%(name)s is worked out by its formula.") % {"name": field.name})


def _people(
    item: Item, field: CustomField, value: Any, definitions: Definitions, names: dict[str, str]
) -> list[str] | None:
    """Ids of members, each once; one who left may stay, but not come anew."""
    given = value if isinstance(value, list | tuple) else [value]
    ids = list(dict.fromkeys(str(pk).lower() for pk in given))
    if len(ids) > MOST_PEOPLE:
        raise ValidationError(
            _("%(name)s has at most %(most)d people.") % {"name": field.name, "most": MOST_PEOPLE}
        )
    held = item.custom.get(field.key) or ()
    members = definitions.members([*ids, *held])
    names.update({pk: members[pk].name for pk in (*ids, *held) if pk in members})
    for pk in ids:
        row = members.get(pk)
        if row is None or (row.deactivated_at is not None and pk not in held):
            said = _("%(name)s holds members of this workspace by their ids; “%(id)s” is none of them.")
            raise ValidationError(said % {"name": field.name, "id": pk[:40]})
    return ids or None


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


_READ: Mapping[CustomField.Form, Callable[[CustomField, Any], Any]] = {
    Form.TEXT: _text,
    Form.NUMBER: _number,
    Form.DATE: _date,
    Form.CHOICE: _choice,
    Form.FORMULA: _formula,
}
