"""What runs first in a sandbox that `unshare` made: shut the doors, then become what is to run.

It is started by its path, with the standard library alone, as who may mount in namespaces of its
own. In this order: the whole tree becomes read-only; folders with people's files, sockets and
devices are hidden by empty ones, and what the runner needs is put back, read-only; limits are set;
all rights are laid down, for good. Whatever fails ends it with a word, before anything of a
student's is run. Arguments: a JSON of settings, then the command.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys

RDONLY, NOSUID, NODEV, NOEXEC = 1, 2, 4, 8
BIND, REC, PRIVATE = 4096, 16384, 1 << 18
MOUNT_SETATTR, RECURSIVE, HERE = 442, 0x8000, -100
NO_NEW_PRIVS, DROP_BOUNDING, DIE_WITH = 38, 24, 1
DEVICES = ("null", "zero", "full", "random", "urandom")
libc = ctypes.CDLL(None, use_errno=True)


def must(result: int, what: str) -> None:
    """End with a word where a call to the system failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), what)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """One mount."""
    words = [os.fsencode(word) for word in (source, target, kind)]
    must(libc.mount(*words, ctypes.c_ulong(flags), os.fsencode(data)), f"mount {target}")


def all_read_only(path: str) -> None:
    """Make a tree read-only, with every mount beneath."""

    class Attributes(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint64) for name in ("on", "off", "spread", "userns")]

    wanted = Attributes(on=RDONLY | NOSUID)
    call = (MOUNT_SETATTR, HERE, os.fsencode(path), RECURSIVE, ctypes.byref(wanted))
    must(libc.syscall(*call, ctypes.sizeof(wanted)), f"read-only {path}")


def put_back(held: dict[str, int]) -> None:
    """Show again, read-only, what was held open while its folder was hidden."""
    for path, number in sorted(held.items()):
        if not os.path.exists(path):
            os.makedirs(path)
            mount(f"/proc/self/fd/{number}", path, "", BIND)
            all_read_only(path)


def own_devices(shared: int) -> None:
    """A /dev with what every program needs and nothing else: writing to a device is no file."""
    held = {name: os.open(f"/dev/{name}", os.O_PATH) for name in DEVICES}
    mount("tmpfs", "/dev", "tmpfs", NOSUID, "mode=755,size=64k")
    for name, number in held.items():
        with open(f"/dev/{name}", "w"):
            pass
        mount(f"/proc/self/fd/{number}", f"/dev/{name}", "", BIND)
        os.close(number)
    os.mkdir("/dev/pts")  # terminals, for a line that begins with "!"
    mount("devpts", "/dev/pts", "devpts", NOSUID | NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    os.symlink("pts/ptmx", "/dev/ptmx")
    os.mkdir("/dev/shm")
    mount("tmpfs", "/dev/shm", "tmpfs", NOSUID | NODEV, f"mode=1777,size={shared}")


def limit(limits: dict[str, int]) -> None:
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, name), (most, most))


def lay_down_rights(user: int | None) -> None:
    """Lose every right for good; whoever was root becomes a user who owns nothing."""
    for right in range(64):
        libc.prctl(DROP_BOUNDING, right, 0, 0, 0)
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    must(libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "no new rights")


def main() -> None:
    settings = json.loads(sys.argv[1])
    must(libc.prctl(DIE_WITH, 9, 0, 0, 0), "end with the parent")
    mount("", "/", "", PRIVATE | REC)
    mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
    with open("/proc/self/oom_score_adj", "w") as first:
        first.write("1000")  # when memory runs out, this ends before anybody's work
    if settings["user"] is None:
        # Of this namespace of users, which is its own; where root runs this it is the machine's.
        with open("/proc/sys/user/max_user_namespaces", "w") as most:
            most.write("0")  # in one more it would have rights again
    held = {path: os.open(path, os.O_PATH) for path in settings["needed"]}
    all_read_only("/")
    own_devices(settings["shared"])
    for path, room in settings["hidden"].items():
        mount("tmpfs", path, "tmpfs", NOSUID | NODEV, f"mode=1777,size={room}")
    put_back(held)
    for number in held.values():
        os.close(number)
    os.makedirs(settings["home"], exist_ok=True)
    os.chmod(settings["home"], 0o777)
    os.chdir(settings["home"])
    limit(settings["limits"])
    lay_down_rights(settings["user"])
    os.execve(sys.argv[2], sys.argv[2:], settings["environment"])


if __name__ == "__main__":
    main()
