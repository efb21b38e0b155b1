"""What a template asks about the reader: a link to a page that refuses them is not drawn."""

from typing import Any

from django import template
from django.template.context import Context

from core import views

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Context, permission: str, obj: object | None = None) -> bool:
    """Return whether the reader may do `permission` with `obj`: `{% may "x.do" row as can %}`."""
    user: Any = context["request"].user
    return views.may(user, permission, obj)
