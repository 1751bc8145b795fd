"""The chart of a forecast: in how many of the runs the list was done in which week."""

from django.utils.translation import gettext as _

from core.drawing import Bar, Chart, Rule, Scale, Table, labels, percent
from core.numbers import written
from core.periods import Precision, label
from sprints.forecast.forecast import Forecast
from sprints.forecast.simulate import Outcome

REACH = 99.5  # percent of the runs are shown; what a few take longer makes no week wide


def forecast_chart(forecast: Forecast, outcome: Outcome) -> Chart:
    """Bars by week in percent of the runs, and a line where 50, 85 and 95 of 100 were done."""
    last = _last_week(outcome)
    weeks = list(range(min(outcome.weeks, default=0), last + 1))
    shares = {week: 100 * outcome.weeks.get(week, 0) / outcome.runs for week in weeks}
    scale, slot = Scale(max(shares.values(), default=1)), 1 / len(weeks)
    ends = {week: label(forecast.day(week), Precision.DAY, forecast.today) for week in weeks}
    reached, table = 0.0, []
    for week in weeks:
        reached += shares[week]
        table.append([str(week), ends[week], written(shares[week], 1), written(reached, 1)])
    found = [(share, outcome.within(share)) for share in (50, 85, 95)]
    marks = [
        Rule(percent((week - weeks[0] + 1) * slot), f"{share} %", "end")
        for share, week in found
        if week is not None and week <= last
    ]
    return Chart(
        name="forecast",
        title=_("When it is done"),
        says=_("How many of %(runs)s simulated futures were done by the end of each week.") % {"runs": written(outcome.runs)},
        unit=_("% of the runs"),
        table=Table([_("Weeks"), _("Done by"), _("% of the runs"), _("% done by then")], table),
        y=scale.ticks(),
        x=labels([((number + 0.5) * slot, ends[week]) for number, week in enumerate(weeks)]),
        bars=[
            Bar("run", percent((number + 0.08) * slot), scale.y(shares[week]), percent(slot * 0.84),
                scale.height(shares[week]), f"{ends[week]}: {written(shares[week], 1)} %")
            for number, week in enumerate(weeks)
        ],
        marks=marks,
    )  # fmt: skip


def _last_week(outcome: Outcome) -> int:
    """The week by whose end REACH percent of the runs were done, or the last one that any was."""
    done = 0
    for week, count in outcome.weeks.items():
        done += count
        if done * 100 >= outcome.runs * REACH:
            return week
    return max(outcome.weeks, default=0)
