"""Results as they add up over answers: nothing that came is lost, and none is taken for another."""

from dataclasses import replace

from retake_gui.domain.job import JobResult
from retake_gui.runware.addresses import place, told_apart_by

_Results = tuple[JobResult, ...]


def merged(known: _Results, news: _Results) -> _Results:
    """Results by their identity, the known ones first and in their order; a fresh address replaces an old one."""
    found = {result.video_uuid: result for result in known}
    for name, result in zip(_names(known, news), news, strict=True):
        before = found.get(name)
        found[name] = replace(result, video_uuid=name) if before is None else _renewed(before, result)
    return tuple(found.values())


def _names(known: _Results, news: _Results) -> list[str]:
    """Under which identity each of the news is known, or will be.

    Where the service names no result, its address has to do: one that comes alone at its place is what was known
    there; of several, those with the same query are the same, and the others stand for those that are left, in order.
    """
    left = [result for result in known if _is_nameless(result)]
    names = [result.video_uuid for result in news]
    nameless = [at for at, result in enumerate(news) if _is_nameless(result)]
    for same in (_same_query, _same_place):
        for at in tuple(nameless):
            match = next((result for result in left if same(result, news[at])), None)
            if match is not None:
                left.remove(match)
                nameless.remove(at)
                names[at] = match.video_uuid
    taken = {result.video_uuid for result in known}
    for at in nameless:
        if names[at] in taken:
            names[at] = f"{place(news[at].video_url)}?{told_apart_by(news[at].video_url)}"
    return names


def _is_nameless(result: JobResult) -> bool:
    return result.video_uuid.startswith(place(result.video_url))


def _same_place(one: JobResult, other: JobResult) -> bool:
    return place(one.video_url) == place(other.video_url)


def _same_query(one: JobResult, other: JobResult) -> bool:
    return _same_place(one, other) and told_apart_by(one.video_url) == told_apart_by(other.video_url)


def _renewed(before: JobResult, result: JobResult) -> JobResult:
    """What was said once stays said, should a later answer leave it out; so does the address of a file that is here.

    An address that may be of another result is not noted for a file that was fetched from this one.
    """
    is_other = bool(before.path) and _is_nameless(before) and not _same_query(before, result)
    return replace(
        result,
        video_uuid=before.video_uuid,
        video_url=before.video_url if is_other else result.video_url,
        path=before.path,
        cost=before.cost if result.cost is None else result.cost,
        seed=before.seed if result.seed is None else result.seed,
        nsfw=before.nsfw or result.nsfw,
        extra=before.extra | result.extra,
    )
