"""Telephone numbers in templates."""

from django import template

from schools.partners import dialled

register = template.Library()
register.filter("dialled", dialled)
