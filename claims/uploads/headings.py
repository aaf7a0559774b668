"""Foreign headings: those of a table that are not ours, what they may mean, and the mappings kept by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches

from claims.loading.files import Sample, foreign_in
from claims.loading.headings import HeadingMap, known_columns, passed_over, tidy
from claims.models import Mapping, Upload, UploadFile

from .reading import mappings_of, on_disk


@dataclass(frozen=True)
class Foreign:
    """A file, or a sheet or list of one, with headings that are not ours or a name that does not say what it holds."""

    file: UploadFile
    sample: Sample

    @property
    def mapping(self) -> HeadingMap | None:
        """By which it is read."""
        return mappings_of(self.file).get(self.sample.name)


def unmapped(upload: Upload) -> list[Foreign]:
    """The tables of an upload whose headings wait to be mapped: those that no kept mapping fits alone."""
    found = [one for one in foreign(upload) if not one.mapping]
    for one in found:
        if mapping := sole_fit(one.sample):
            use(one, mapping)
    return [one for one in found if not one.mapping]


def foreign(upload: Upload) -> list[Foreign]:
    """The tables of an upload with headings that are not ours."""
    with on_disk(upload) as files:
        return [Foreign(file, sample) for file, path in files for sample in foreign_in([path], upload.encoding)]


def fitting(headings: list[str]) -> list[Mapping]:
    """The kept mappings that know all of the headings, those with the fewest others first."""
    wanted = {tidy(heading) for heading in headings} - {""}
    known = {mapping: {tidy(foreign) for foreign in mapping.columns} for mapping in Mapping.objects.all()}
    found = [mapping for mapping, columns in known.items() if wanted <= columns | passed_over(mapping.kind)]
    return sorted(found, key=lambda mapping: (len(known[mapping] - wanted), mapping.name))


def sole_fit(sample: Sample) -> Mapping | None:
    """The one kept mapping that fits a table best; None where its name says another kind, or two fit as well."""
    others = {mapping: heading_map(mapping).others(sample.headings) for mapping in readers(sample)}
    best = [mapping for mapping, number in others.items() if number == min(others.values())]
    return best[0] if len(best) == 1 else None


def readers(sample: Sample) -> list[Mapping]:
    """The kept mappings by which a table can be read as it stands, those with the fewest other headings first."""
    return [
        mapping
        for mapping in fitting(sample.headings)
        if sample.kind in ("", mapping.kind) and heading_map(mapping).fits(sample.headings)
    ]


def heading_map(mapping: Mapping) -> HeadingMap:
    return HeadingMap(mapping.kind, mapping.columns, mapping.name)


def different(headings: list[str]) -> dict[str, int]:
    """The headings of a table with their places; of those that are read alike, the first."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(tidy(heading), place)
    return {headings[place]: place for place in places.values()}


def guessed(headings: Iterable[str], kind: str) -> dict[str, str]:
    """What different headings may mean, by their letters; "" where nothing is near. None of ours is taken twice."""
    known = list(known_columns(kind))
    meant: dict[str, str] = {heading: tidy(heading) for heading in headings if tidy(heading) in known}
    for heading in headings:
        left = [name for name in known if name not in meant.values()]
        if heading not in meant:
            meant[heading] = next(iter(get_close_matches(tidy(heading), left, 1, 0.75)), "")
    return {heading: meant[heading] for heading in headings}


def said_of(headings: Iterable[str], mapping: Mapping) -> dict[str, str]:
    """What a kept mapping says of headings, however these are written; "" where it leaves one out, or has none such."""
    meant = {tidy(foreign): ours for foreign, ours in mapping.columns.items()}
    return {heading: meant.get(tidy(heading), "") for heading in headings}


def said_anew(columns: dict[str, str], mapping: Mapping | None) -> dict[str, str]:
    """What headings mean, and what a kept mapping says of others."""
    anew = set(map(tidy, columns))
    old = mapping.columns if mapping else {}
    return {foreign: ours for foreign, ours in old.items() if tidy(foreign) not in anew} | columns


def use(table: Foreign, mapping: Mapping | None) -> None:
    """Read a table of an upload by a mapping, as it now is; leave it out by none."""
    table.file.mappings[table.sample.name] = asdict(heading_map(mapping) if mapping else HeadingMap("", {}))
    UploadFile.objects.filter(pk=table.file.pk).update(mappings=table.file.mappings)
