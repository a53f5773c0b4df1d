"""No network for this process, by the kernel's word and not by our good will.

Libraries change: onnxruntime 1.29 began to report to its maker from every Linux process that loads a model, without
asking. A child that hears customers' calls takes the right to open a network socket away from itself before it loads
any library, so the next such change can do nothing.

On Linux this is a seccomp filter (Documentation/userspace-api/seccomp_filter.rst of the kernel): `socket()` of any
family but AF_UNIX and AF_NETLINK fails with EACCES, in this process and in all that it starts. Elsewhere there is no
such call for an unprivileged process and nothing is done.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 13  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EACCES
_ARCHITECTURES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
"""AUDIT_ARCH_*, and the numbers of socket() and io_uring_setup() there: io_uring opens sockets too."""
_LOCAL_FAMILIES = (1, 16)  # AF_UNIX, AF_NETLINK (libraries ask the kernel about processors and interfaces by it)
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000  # numbers of the x32 calls on x86_64, which the same kernel may answer


def forbid_network() -> bool:
    """Take the right to open network sockets from this process for good; returns whether the kernel took it.

    Call it before the first thread is started: only threads that come after inherit the filter.
    """
    known = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or known is None or struct.calcsize("P") != 8:
        return False
    program = _program(*known)
    code = (ctypes.c_char * len(program)).from_buffer_copy(program)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    filter_ = Program(len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) != 0:
        return False
    taken: int = libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(filter_), zero, zero)
    return taken == 0


def _program(architecture: int, socket: int, io_uring: int) -> bytes:
    """The filter as classic BPF; jumps count instructions from the next one."""
    lines = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_JUMP_EQUAL, 0, 8, architecture),  # 32-bit programs of another one are denied sockets by not being ours
        (_LOAD, 0, 0, 0),  # the number of the call
        (_JUMP_AT_LEAST, 6, 0, _X32),
        (_JUMP_EQUAL, 5, 0, io_uring),
        (_JUMP_EQUAL, 0, 3, socket),
        (_LOAD, 0, 0, 16),  # its first argument: the family
        (_JUMP_EQUAL, 1, 0, _LOCAL_FAMILIES[0]),
        (_JUMP_EQUAL, 0, 1, _LOCAL_FAMILIES[1]),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return b"".join(struct.pack("HBBI", *line) for line in lines)
