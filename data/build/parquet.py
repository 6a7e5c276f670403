"""Columns of a small Parquet file, read by the format's own description.

pyarrow would do the same, but pandas changes how it keeps text wherever pyarrow is installed, and
the tests have to see what a student sees. So this reads what pandas writes by default and nothing
else: one row group, flat columns of whole numbers or text, data pages of version 1, packed with
Snappy. The format: https://parquet.apache.org/docs/file-format/ and the Thrift compact protocol.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

_INT64, _TEXT = 2, 6  # physical types
_SNAPPY = 1
_DICTIONARY_PAGE = 2
_PLAIN, _PLAIN_DICTIONARY, _DICTIONARY = 0, 2, 8  # encodings of values


class _Thrift:
    """A reader of structures in the Thrift compact protocol."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def varint(self) -> int:
        value, shift = 0, 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def integer(self) -> int:
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def structure(self) -> dict[int, object]:
        """The fields of a structure by their numbers."""
        fields: dict[int, object] = {}
        number = 0
        while (head := self.data[self.at]) != 0:
            self.at += 1
            number = number + (head >> 4) if head >> 4 else self.integer()
            fields[number] = self.value(head & 0x0F)
        self.at += 1
        return fields

    def value(self, kind: int) -> object:
        if kind in (1, 2):  # true and false, told by the kind itself
            return kind == 1
        if kind == 3:
            self.at += 1
            return self.data[self.at - 1]
        if kind in (4, 5, 6):
            return self.integer()
        if kind == 7:
            self.at += 8
            return struct.unpack_from("<d", self.data, self.at - 8)[0]
        if kind == 8:
            size = self.varint()
            self.at += size
            return self.data[self.at - size : self.at]
        if kind == 9:
            head = self.data[self.at]
            self.at += 1
            count = head >> 4 if head >> 4 < 15 else self.varint()
            return [self.value(head & 0x0F) for _ in range(count)]
        if kind == 12:
            return self.structure()
        raise ValueError(f"Thrift type {kind} is not expected")


def unpacked(data: bytes) -> bytes:
    """The content of a Snappy block."""
    reader = _Thrift(data, 0)
    size = reader.varint()
    at, out = reader.at, bytearray()
    while at < len(data):
        tag = data[at]
        at += 1
        if tag & 3 == 0:  # bytes as they are
            length = tag >> 2
            if length >= 60:
                more = length - 59
                length = int.from_bytes(data[at : at + more], "little")
                at += more
            out += data[at : at + length + 1]
            at += length + 1
            continue
        if tag & 3 == 1:  # a copy of what came before
            length, back = 4 + (tag >> 2 & 7), (tag >> 5) << 8 | data[at]
            at += 1
        else:
            width = 2 if tag & 3 == 2 else 4
            length, back = 1 + (tag >> 2), int.from_bytes(data[at : at + width], "little")
            at += width
        for _ in range(length):
            out.append(out[-back])
    if len(out) != size:
        raise ValueError("A Snappy block is damaged")
    return bytes(out)


def _runs(data: bytes, at: int, width: int, count: int) -> np.ndarray:
    """`count` numbers of `width` bits each, in runs of one value or packed by eights."""
    values: list[np.ndarray] = []
    found = 0
    reader = _Thrift(data, at)
    size = (width + 7) // 8
    while found < count:
        head = reader.varint()
        if head & 1:
            length = (head >> 1) * width
            packed = np.frombuffer(data, np.uint8, length, reader.at)
            bits = np.unpackbits(packed, bitorder="little").reshape(-1, width)
            run = bits @ (1 << np.arange(width))
            reader.at += length
        else:
            run = np.full(head >> 1, int.from_bytes(data[reader.at : reader.at + size], "little"))
            reader.at += size
        values.append(run)
        found += len(run)
    return np.concatenate(values)[:count]


def _plain(data: bytes, at: int, kind: int, count: int) -> list:
    if kind == _INT64:
        return np.frombuffer(data, "<i8", count, at).tolist()
    values = []
    for _ in range(count):
        (size,) = struct.unpack_from("<I", data, at)
        values.append(data[at + 4 : at + 4 + size].decode("utf-8"))
        at += 4 + size
    return values


def _page_values(data: bytes, page: dict, kind: int, dictionary: list) -> list:
    """The values of a data page of a column in which every value may be missing, and none is."""
    count, encoding = page[1], page[2]
    (levels,) = struct.unpack_from("<I", data, 0)
    if not _runs(data, 4, 1, count).all():
        raise ValueError("A column has missing values")
    at = 4 + levels
    if encoding == _PLAIN:
        return _plain(data, at, kind, count)
    if encoding not in (_PLAIN_DICTIONARY, _DICTIONARY):
        raise ValueError(f"Encoding {encoding} is not expected")
    return [dictionary[number] for number in _runs(data, at + 1, data[at], count)]


def _column(data: bytes, chunk: dict) -> tuple[str, list]:
    kind, name, packing, total = chunk[1], chunk[3][0].decode("utf-8"), chunk[4], chunk[5]
    if kind not in (_INT64, _TEXT) or packing != _SNAPPY:
        raise ValueError(f"Column {name} is of a type or packing that is not expected")
    at = chunk.get(11, chunk[9])  # the dictionary's page, if there is one, comes first
    dictionary: list = []
    values: list = []
    while len(values) < total:
        reader = _Thrift(data, at)
        header = reader.structure()
        at = reader.at + header[3]
        content = unpacked(data[reader.at : at])
        if header[1] == _DICTIONARY_PAGE:
            dictionary = _plain(content, 0, kind, header[7][1])
        else:
            values += _page_values(content, header[5], kind, dictionary)
    return name, values


def columns(path: Path) -> dict[str, list]:
    """The columns of the file by name. Raises ValueError for what it does not expect."""
    data = path.read_bytes()
    if len(data) < 12 or data[:4] != b"PAR1" or data[-4:] != b"PAR1":
        raise ValueError("Not a whole Parquet file")
    (size,) = struct.unpack_from("<I", data, len(data) - 8)
    footer = _Thrift(data, len(data) - 8 - size).structure()
    (group,) = footer[4]
    return dict(_column(data, chunk[3]) for chunk in group[1])
