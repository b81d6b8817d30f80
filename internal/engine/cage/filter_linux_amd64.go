package cage

import "golang.org/x/sys/unix"

const auditArch = unix.AUDIT_ARCH_X86_64

// The calls that only this machine has, most of them older ways to say the same.
var (
	allowedHere = []uintptr{
		unix.SYS_STAT, unix.SYS_LSTAT, unix.SYS_NEWFSTATAT, unix.SYS_ACCESS, unix.SYS_READLINK, unix.SYS_GETDENTS, unix.SYS_POLL, unix.SYS_SELECT, unix.SYS_PIPE, unix.SYS_DUP2,
		unix.SYS_EPOLL_CREATE, unix.SYS_EPOLL_WAIT, unix.SYS_EVENTFD, unix.SYS_ARCH_PRCTL, unix.SYS_GETPGRP, unix.SYS_TIME, unix.SYS_ALARM, unix.SYS_PAUSE, unix.SYS_GETRLIMIT,
	}
	refusedHere = []uintptr{
		unix.SYS_CHMOD, unix.SYS_CHOWN, unix.SYS_LCHOWN, unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_FUTIMESAT, unix.SYS_UNLINK, unix.SYS_RMDIR, unix.SYS_RENAME, unix.SYS_LINK, unix.SYS_SYMLINK,
		unix.SYS_MKDIR, unix.SYS_MKNOD, unix.SYS_INOTIFY_INIT, unix.SYS_IOPL, unix.SYS_IOPERM, unix.SYS_MODIFY_LDT, unix.SYS_KEXEC_FILE_LOAD, unix.SYS_USELIB, unix.SYS_USTAT, unix.SYS__SYSCTL,
	}
)

func legacy(p *program, forks bool) {
	p.call(unix.SYS_OPEN, opening(1))
	p.call(unix.SYS_CREAT, func(p *program) { p.ret(retAllow) }) // for writing, so Landlock looks
	if forks {
		p.call(unix.SYS_FORK, func(p *program) { p.ret(retAllow) })
		p.call(unix.SYS_VFORK, func(p *program) { p.ret(retAllow) })
	} else {
		p.call(unix.SYS_FORK, func(p *program) { p.ret(notOurs) })
		p.call(unix.SYS_VFORK, func(p *program) { p.ret(notOurs) })
	}
}
