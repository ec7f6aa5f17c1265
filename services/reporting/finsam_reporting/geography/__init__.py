"""The code list of counties and municipalities (SCB), as reporting names them."""

from finsam_reporting.geography.code_list import Municipality, counties, municipalities

__all__ = ["Municipality", "counties", "municipalities"]
