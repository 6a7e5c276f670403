"""Readers of raw file formats, written for the tests alone.

The build reads R, Stata and map files with libraries. If it and its test shared a library they
would share its mistakes, so here the bytes are read once more, by the formats' descriptions.
"""

from __future__ import annotations

import bz2
import gzip
import itertools
import lzma
import struct
import zipfile
from pathlib import Path

import numpy as np


class _Serialised:
    """R's XDR serialisation (R Internals, "Serialization Formats"), as far as data frames go."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 2  # after "X\n"
        self.symbols: list[str] = []
        version, _, _ = self.integers(3)
        if version == 3:
            self.at += 4 + struct.unpack_from(">i", data, self.at)[0]

    def integers(self, count: int) -> tuple[int, ...]:
        values = struct.unpack_from(f">{count}i", self.data, self.at)
        self.at += 4 * count
        return values

    def array(self, code: str) -> np.ndarray:
        (length,) = self.integers(1)
        values = np.frombuffer(self.data, code, length, self.at)
        self.at += values.nbytes
        return values

    def item(self):
        (flags,) = self.integers(1)
        kind, has_attributes, has_tag = flags & 0xFF, flags & 0x200, flags & 0x400
        if kind == 0xFE:
            return None
        if kind == 0xFF:
            return self.symbols[(flags >> 8) - 1]
        if kind == 1:
            self.symbols.append(self.item())
            return self.symbols[-1]
        if kind == 2:
            return self.pairs(has_attributes, has_tag)
        if kind == 9:
            (length,) = self.integers(1)
            if length < 0:
                return None
            self.at += length
            return self.data[self.at - length : self.at].decode("utf-8")
        if kind == 238:
            self.item()  # the class of a compact sequence, such as row names
            state = self.item()
            self.item()
            return state
        if kind in (10, 13):
            value = self.array(">i4")
        elif kind == 14:
            value = self.array(">f8")
        elif kind in (16, 19):
            (length,) = self.integers(1)
            value = [self.item() for _ in range(length)]
        else:
            raise ValueError(f"R type {kind} is not expected in a data frame")
        attributes = self.item() if has_attributes else {}
        if "levels" in attributes:
            return np.array([None, *attributes["levels"]], dtype=object)[value]
        return dict(zip(attributes["names"], value, strict=True)) if kind == 19 else value

    def pairs(self, has_attributes: int, has_tag: int) -> dict:
        """A pairlist; its first cell's flags were read already."""
        found = {}
        while True:
            if has_attributes:
                self.item()
            tag = self.item() if has_tag else len(found)
            found[tag] = self.item()
            (flags,) = self.integers(1)
            if flags & 0xFF == 0xFE:
                return found
            has_attributes, has_tag = flags & 0x200, flags & 0x400


def r_frame(path: Path) -> dict[str, np.ndarray | list]:
    """Columns by name of the one data frame in an .rds or .rda file."""
    packed = path.read_bytes()
    openers = {b"\x1f\x8b": gzip.decompress, b"BZ": bz2.decompress}
    data = openers.get(packed[:2], lzma.decompress)(packed)
    if data[:3] == b"RDX":
        (frame,) = _Serialised(data[5:]).item().values()
        return frame
    return _Serialised(data).item()


_NEW_STATA = {65526: "<f8", 65527: "<f4", 65528: "<i4", 65529: "<i2", 65530: "i1"}
_OLD_STATA = {255: "<f8", 254: "<f4", 253: "<i4", 252: "<i2", 251: "i1"}


def _text(raw: bytes) -> str:
    raw = raw.split(b"\0")[0]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def stata_rows(path: Path) -> list[dict]:
    """Rows of a Stata file of format 113 or 118 (little endian), by column name."""
    data = path.read_bytes()
    if data.startswith(b"<stata_dta>"):
        (columns,) = struct.unpack_from("<H", data, data.index(b"<K>") + 3)
        (count,) = struct.unpack_from("<Q", data, data.index(b"<N>") + 3)
        at = data.index(b"<variable_types>") + 16
        kinds = struct.unpack_from(f"<{columns}H", data, at)
        at = data.index(b"<varnames>") + 10
        names = [_text(data[at + 129 * n : at + 129 * (n + 1)]) for n in range(columns)]
        at = data.index(b"<data>") + 6
        numeric = _NEW_STATA
    else:
        columns, count = struct.unpack_from("<HI", data, 4)
        at = 109
        kinds = struct.unpack_from(f"{columns}B", data, at)
        at += columns
        names = [_text(data[at + 33 * n : at + 33 * (n + 1)]) for n in range(columns)]
        at += 33 * columns + 2 * (columns + 1) + 12 * columns + 33 * columns + 81 * columns
        while (size := struct.unpack_from("<BI", data, at)) != (0, 0):
            at += 5 + size[1]
        at += 5
        numeric = _OLD_STATA
    parts = [(name, numeric.get(kind, f"S{kind}")) for name, kind in zip(names, kinds, strict=True)]
    table = np.frombuffer(data, np.dtype(parts), count, at)
    return [
        {
            n: _text(v) if isinstance(v, bytes) else v
            for n, v in zip(names, row.tolist(), strict=True)
        }
        for row in table
    ]


def shapes(path: Path, name: str) -> dict[str, list[np.ndarray]]:
    """Rings, each (n, 2) longitude and latitude, by ADM0_A3 of a zipped polygon shapefile."""
    with zipfile.ZipFile(path) as archive:
        shp, dbf = archive.read(f"{name}.shp"), archive.read(f"{name}.dbf")
    count, head, width = struct.unpack_from("<IHH", dbf, 4)
    offset, start, length = 1, None, None
    for at in range(32, head - 1, 32):
        size = dbf[at + 16]
        if _text(dbf[at : at + 11]) == "ADM0_A3":
            start, length = offset, size
        offset += size
    found, at = {}, 100
    for number in range(count):
        record = head + number * width + start
        code = dbf[record : record + length].decode().strip()
        (words,) = struct.unpack_from(">i", shp, at + 4)
        parts, points = struct.unpack_from("<2i", shp, at + 8 + 36)
        first = [*struct.unpack_from(f"<{parts}i", shp, at + 52), points]
        flat = np.frombuffer(shp, "<f8", 2 * points, at + 52 + 4 * parts).reshape(-1, 2)
        found[code] = [flat[a:b] for a, b in itertools.pairwise(first)]
        at += 8 + 2 * words
    return found
