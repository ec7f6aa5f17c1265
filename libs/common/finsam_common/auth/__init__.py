"""Who may do what: tokens, rights at the doors, the development issuer."""

from finsam_common.auth.principal import Principal
from finsam_common.auth.rights import Rights, allow, public

__all__ = ["Principal", "Rights", "allow", "public"]
