"""Ask a person's phone to log in or to sign, and get only what was verified."""

from .answer import Expected, KeyList, Request, Signature
from .certificates import PersonCertificate
from .client import Content, Credentials, Digest, Document, Link, Login, RelyingParty, Session, Text
from .errors import CredentialsError, Ended, Error, NotBelieved, Refused, Unreachable

__all__ = [
    "Content", "Credentials", "CredentialsError", "Digest", "Document", "Ended", "Error", "Expected", "KeyList", "Link", "Login",
    "NotBelieved", "PersonCertificate", "Refused", "RelyingParty", "Request", "Session", "Signature", "Text", "Unreachable",
]  # fmt: skip
