"""Which result an address is of: services need not give results an identity of their own, and signatures change."""

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import unquote_plus

_SIGNATURE = re.compile(
    r"x-(amz|goog)-.*|.*signature|sig|.*token|.*expir(es|y|ation)|exp|policy|key-pair-id|googleaccessid|awsaccesskeyid"
    r"|hmac|s[pvrtesi]|ss|srt|spr|sip|sk(oid|tid|t|e|s|v)",
    re.IGNORECASE,
)


def place(url: str) -> str:
    """An address without its query, which often is a signature, and another one each time."""
    return url.partition("?")[0]


def told_apart_by(url: str) -> str:
    """What of an address's query is no signature."""
    pairs = url.partition("?")[2].partition("#")[0].split("&")
    return "&".join(pair for pair in pairs if not _SIGNATURE.fullmatch(unquote_plus(pair.partition("=")[0])))


def identities(urls: Iterable[str]) -> dict[str, str]:
    """An identity for each address of one answer: its place, and where several share that, what tells them apart."""
    sharing: defaultdict[str, set[str]] = defaultdict(set)
    known = list(urls)
    for url in known:
        sharing[place(url)].add(told_apart_by(url))
    return {url: f"{place(url)}?{told_apart_by(url)}" if len(sharing[place(url)]) > 1 else place(url) for url in known}
