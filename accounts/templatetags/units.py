"""`{% load units %}`, then `{{ item.estimate|number }} {{ unit|beside:item.estimate }}`: 3 points, 1 point."""

from django import template

from accounts.units import beside

register = template.Library()
register.filter(beside)
