"""Trends over the register of one school: counted, beside the year before, and what may leave the school."""

from incidents.trends.counting import Asked, asked
from incidents.trends.figures import Trends, trends

__all__ = ["Asked", "Trends", "asked", "trends"]
