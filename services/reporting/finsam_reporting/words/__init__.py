"""Every word that a reader meets, in Swedish and English, and how numbers are written in each."""

from finsam_reporting.words.catalogue import Language, Text, text, texts
from finsam_reporting.words.numbers import Writer

__all__ = ["Language", "Text", "Writer", "text", "texts"]
