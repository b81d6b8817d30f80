package cage

import "golang.org/x/sys/unix"

const auditArch = unix.AUDIT_ARCH_AARCH64

// The calls that only this machine has under such a name.
var (
	allowedHere = []uintptr{unix.SYS_FSTATAT, unix.SYS_GETRLIMIT}
	refusedHere = []uintptr{unix.SYS_KEXEC_FILE_LOAD}
)

func legacy(*program, bool) {}
