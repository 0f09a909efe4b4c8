"""Writes archives with what Python's tarfile can and other writers cannot: write-tar.py <format> > archive."""
import io
import sys
import tarfile

FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}


def add(archive, name, kind=tarfile.REGTYPE, body=b"", **fields):
    info = tarfile.TarInfo(name)
    info.type = kind
    info.size = len(body)
    for field, value in fields.items():
        setattr(info, field, value)
    archive.addfile(info, io.BytesIO(body))


name = sys.argv[1]
options = {"format": FORMATS[name], "encoding": "utf-8", "errors": "surrogateescape"}
with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", **options) as archive:
    add(archive, "folder", tarfile.DIRTYPE, mode=0o2775)
    add(archive, "folder/file", body=b"x" * 513, mode=0o4711, uname="ada", gname="staff")
    add(archive, "folder/empty", mtime=1)
    add(archive, "dev/tty", tarfile.CHRTYPE, devmajor=5, devminor=0)
    add(archive, "dev/loop0", tarfile.BLKTYPE, devmajor=7, devminor=0)
    add(archive, "fifo", tarfile.FIFOTYPE)
    add(archive, "link", tarfile.SYMTYPE, linkname="../folder/./file")
    add(archive, "hard", tarfile.LNKTYPE, linkname="folder/file")
    add(archive, "./dots/../dots//file", body=b"y" * 512)
    add(archive, "/absolute", body=b"z" * 1025)
    add(archive, "latin1-\udce4\udcf6", body=b"\xff" * 3)
    add(archive, "latin1-\udce4\udcfc", body=b"\xfe" * 3)
    add(archive, "old", tarfile.AREGTYPE, body=b"v7")
    add(archive, "contiguous", tarfile.CONTTYPE, body=b"c" * 700)
    add(archive, "p/" * 60 + "file", body=b"p")
    if name != "ustar":
        add(archive, "n" * 400, body=b"n")
        add(archive, "longlink", tarfile.SYMTYPE, linkname="l" * 400)
        add(archive, "before", mtime=-1e9 if name == "pax" else -10**9, body=b"b")
        add(archive, "ids", uid=2**31 + 5, gid=2**33, body=b"i")
    if name == "pax":
        add(archive, "fraction", mtime=1700000000.25, pax_headers={"comment": "a=b\nc", "atime": "-1.5"})
