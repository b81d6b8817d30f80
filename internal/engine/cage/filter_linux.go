//go:build amd64 || arm64

package cage

import (
	"os"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
	"kernel.org/pub/linux/libs/security/libcap/psx"
)

// The filter of system calls. What a decoder or a recogniser needs is allowed,
// what does harm is refused as not permitted, and the rest does not exist, as
// on an older kernel: libraries know what to do then. It closes what Landlock
// leaves open: sockets of every family, changed modes, owners and times,
// signals to others, and what a kernel's newest bugs are in.
var (
	allowed = []uintptr{
		unix.SYS_READ, unix.SYS_WRITE, unix.SYS_READV, unix.SYS_WRITEV, unix.SYS_PREAD64, unix.SYS_PWRITE64, unix.SYS_PREADV, unix.SYS_PWRITEV, unix.SYS_PREADV2, unix.SYS_PWRITEV2,
		unix.SYS_LSEEK, unix.SYS_CLOSE, unix.SYS_CLOSE_RANGE, unix.SYS_FSTAT, unix.SYS_STATX, unix.SYS_STATFS, unix.SYS_FSTATFS, unix.SYS_FACCESSAT, unix.SYS_FACCESSAT2, unix.SYS_READLINKAT,
		unix.SYS_GETCWD, unix.SYS_CHDIR, unix.SYS_FCHDIR, unix.SYS_UMASK, unix.SYS_GETDENTS64, unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_FTRUNCATE, unix.SYS_FALLOCATE, unix.SYS_FADVISE64,
		unix.SYS_SYNC_FILE_RANGE, unix.SYS_READAHEAD, unix.SYS_COPY_FILE_RANGE, unix.SYS_SENDFILE, unix.SYS_FLOCK,
		unix.SYS_MMAP, unix.SYS_MPROTECT, unix.SYS_MUNMAP, unix.SYS_MREMAP, unix.SYS_MADVISE, unix.SYS_BRK, unix.SYS_MSYNC, unix.SYS_MINCORE, unix.SYS_MLOCK, unix.SYS_MLOCK2, unix.SYS_MUNLOCK, unix.SYS_MEMBARRIER,
		unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_RT_SIGPENDING, unix.SYS_RT_SIGTIMEDWAIT, unix.SYS_RT_SIGSUSPEND, unix.SYS_SIGALTSTACK, unix.SYS_RESTART_SYSCALL,
		unix.SYS_FUTEX, unix.SYS_SET_ROBUST_LIST, unix.SYS_GET_ROBUST_LIST, unix.SYS_RSEQ, unix.SYS_SET_TID_ADDRESS, unix.SYS_GETTID, unix.SYS_GETPID, unix.SYS_GETPPID, unix.SYS_GETPGID, unix.SYS_GETSID,
		unix.SYS_GETUID, unix.SYS_GETEUID, unix.SYS_GETGID, unix.SYS_GETEGID, unix.SYS_GETRESUID, unix.SYS_GETRESGID, unix.SYS_GETGROUPS, unix.SYS_CAPGET, unix.SYS_UNAME, unix.SYS_SYSINFO,
		unix.SYS_TIMES, unix.SYS_GETRUSAGE, unix.SYS_GETCPU, unix.SYS_GETPRIORITY, unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_NANOSLEEP, unix.SYS_GETTIMEOFDAY,
		unix.SYS_GETITIMER, unix.SYS_SETITIMER, unix.SYS_TIMER_CREATE, unix.SYS_TIMER_SETTIME, unix.SYS_TIMER_GETTIME, unix.SYS_TIMER_GETOVERRUN, unix.SYS_TIMER_DELETE,
		unix.SYS_TIMERFD_CREATE, unix.SYS_TIMERFD_SETTIME, unix.SYS_TIMERFD_GETTIME,
		unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY, unix.SYS_SCHED_GETPARAM, unix.SYS_SCHED_GETSCHEDULER, unix.SYS_SCHED_GET_PRIORITY_MAX, unix.SYS_SCHED_GET_PRIORITY_MIN,
		unix.SYS_GETRANDOM, unix.SYS_EXIT, unix.SYS_EXIT_GROUP, unix.SYS_PIPE2, unix.SYS_DUP, unix.SYS_DUP3, unix.SYS_PPOLL, unix.SYS_PSELECT6,
		unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL, unix.SYS_EPOLL_PWAIT, unix.SYS_EVENTFD2, unix.SYS_WAIT4, unix.SYS_WAITID, unix.SYS_EXECVE,
	}
	refused = []uintptr{
		// the network, and whatever else is a socket
		unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4, unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_SENDMMSG, unix.SYS_RECVFROM, unix.SYS_RECVMSG, unix.SYS_RECVMMSG,
		// other processes
		unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_KCMP, unix.SYS_PIDFD_OPEN, unix.SYS_PIDFD_GETFD, unix.SYS_PIDFD_SEND_SIGNAL, unix.SYS_PROCESS_MADVISE,
		unix.SYS_TKILL, unix.SYS_RT_SIGQUEUEINFO, unix.SYS_RT_TGSIGQUEUEINFO, unix.SYS_SETPRIORITY, unix.SYS_IOPRIO_SET, unix.SYS_SCHED_SETAFFINITY, unix.SYS_SCHED_SETSCHEDULER, unix.SYS_SCHED_SETPARAM, unix.SYS_SCHED_SETATTR,
		unix.SYS_SETSID, unix.SYS_SETPGID, // they would leave the group that is killed
		// files by their paths, where Landlock does not look
		unix.SYS_TRUNCATE, unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHOWN, unix.SYS_FCHOWNAT, unix.SYS_UTIMENSAT, unix.SYS_SETXATTR, unix.SYS_LSETXATTR, unix.SYS_FSETXATTR, unix.SYS_REMOVEXATTR, unix.SYS_LREMOVEXATTR, unix.SYS_FREMOVEXATTR,
		unix.SYS_UNLINKAT, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_LINKAT, unix.SYS_SYMLINKAT, unix.SYS_MKDIRAT, unix.SYS_MKNODAT, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_OPEN_BY_HANDLE_AT,
		unix.SYS_INOTIFY_INIT1, unix.SYS_INOTIFY_ADD_WATCH, unix.SYS_FANOTIFY_INIT, unix.SYS_EXECVEAT,
		// memory that no limit counts, and what other processes share
		unix.SYS_MEMFD_CREATE, unix.SYS_MEMFD_SECRET, unix.SYS_SHMGET, unix.SYS_SHMAT, unix.SYS_SHMCTL, unix.SYS_MSGGET, unix.SYS_MSGSND, unix.SYS_MSGRCV, unix.SYS_SEMGET, unix.SYS_SEMOP, unix.SYS_MQ_OPEN,
		// the kernel
		unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER, unix.SYS_IO_SETUP, unix.SYS_IO_SUBMIT,
		unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_SETNS, unix.SYS_UNSHARE,
		unix.SYS_OPEN_TREE, unix.SYS_MOVE_MOUNT, unix.SYS_FSOPEN, unix.SYS_FSMOUNT, unix.SYS_FSPICK, unix.SYS_FSCONFIG, unix.SYS_MOUNT_SETATTR,
		unix.SYS_REBOOT, unix.SYS_KEXEC_LOAD, unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_ACCT, unix.SYS_SYSLOG, unix.SYS_QUOTACTL,
		unix.SYS_SETTIMEOFDAY, unix.SYS_CLOCK_SETTIME, unix.SYS_CLOCK_ADJTIME, unix.SYS_ADJTIMEX, unix.SYS_SETHOSTNAME, unix.SYS_SETDOMAINNAME, unix.SYS_PERSONALITY, unix.SYS_VHANGUP, unix.SYS_SECCOMP,
		unix.SYS_SETUID, unix.SYS_SETGID, unix.SYS_SETREUID, unix.SYS_SETREGID, unix.SYS_SETRESUID, unix.SYS_SETRESGID, unix.SYS_SETFSUID, unix.SYS_SETFSGID, unix.SYS_SETGROUPS, unix.SYS_CAPSET, unix.SYS_SETRLIMIT,
	}
)

// Where the kernel puts the call's number, the machine and the arguments.
const (
	atNumber = 0
	atArch   = 4
	atArgs   = 16
)

const (
	retAllow  = 0x7fff0000
	retErrno  = 0x00050000
	retKill   = 0x80000000
	notOurs   = retErrno | uint32(unix.EPERM)
	notThere  = retErrno | uint32(unix.ENOSYS)
	forkFlags = 0x7e020000 // every CLONE_NEW…
)

// program is a filter being written.
type program []unix.SockFilter

func (p *program) stmt(code uint16, k uint32) {
	*p = append(*p, unix.SockFilter{Code: code, K: k})
}

func (p *program) jump(code uint16, k uint32, t, f uint8) {
	*p = append(*p, unix.SockFilter{Code: unix.BPF_JMP | code | unix.BPF_K, Jt: t, Jf: f, K: k})
}

func (p *program) load(at uint32)   { p.stmt(unix.BPF_LD|unix.BPF_W|unix.BPF_ABS, at) }
func (p *program) ret(value uint32) { p.stmt(unix.BPF_RET|unix.BPF_K, value) }

// call writes what happens on a call: body has to end with a return on each way.
func (p *program) call(number uintptr, body func(*program)) {
	var b program
	body(&b)
	p.jump(unix.BPF_JEQ, uint32(number), 0, uint8(len(b)))
	*p = append(*p, b...)
}

// low is where the low half of an argument is; both machines have it first.
func low(arg int) uint32  { return atArgs + 8*uint32(arg) }
func high(arg int) uint32 { return low(arg) + 4 }

// oneOf allows the call when the argument is one of values, or none of them.
func oneOf(arg int, allow bool, values ...uint32) func(*program) {
	yes, no := uint32(retAllow), notOurs
	if !allow {
		yes, no = no, yes
	}
	return func(p *program) {
		p.load(low(arg))
		for i, v := range values {
			p.jump(unix.BPF_JEQ, v, uint8(len(values)-i), 0)
		}
		p.ret(no)
		p.ret(yes)
	}
}

// opening refuses to empty a file that is opened for reading.
func opening(arg int) func(*program) {
	return func(p *program) {
		p.load(low(arg))
		p.stmt(unix.BPF_ALU|unix.BPF_AND|unix.BPF_K, unix.O_ACCMODE|unix.O_TRUNC)
		p.jump(unix.BPF_JEQ, unix.O_TRUNC|unix.O_RDONLY, 0, 1)
		p.ret(notOurs)
		p.ret(retAllow)
	}
}

// filterOf writes the filter of a job.
func filterOf(o order, pid int) program {
	forks := len(o.Programs) > 0
	var p program
	p.load(atArch)
	p.jump(unix.BPF_JEQ, auditArch, 1, 0)
	p.ret(retKill)
	p.load(atNumber)
	p.jump(unix.BPF_JGE, 0x40000000, 0, 1) // the calls of another ABI
	p.ret(notThere)
	p.call(unix.SYS_OPENAT, opening(2))
	p.call(unix.SYS_CLONE, func(p *program) {
		p.load(low(0))
		p.jump(unix.BPF_JSET, forkFlags, 2, 0)
		if forks {
			p.ret(retAllow)
			p.ret(retAllow)
		} else {
			p.jump(unix.BPF_JSET, unix.CLONE_THREAD, 0, 1)
			p.ret(retAllow)
		}
		p.ret(notOurs)
	})
	for _, n := range []uintptr{unix.SYS_KILL, unix.SYS_TGKILL} {
		if o.Alone { // there is nobody else to be seen
			p.call(n, func(p *program) { p.ret(retAllow) })
		} else {
			p.call(n, oneOf(0, true, uint32(pid)))
		}
	}
	p.call(unix.SYS_PRCTL, oneOf(0, true, unix.PR_SET_NAME, unix.PR_GET_NAME, unix.PR_CAPBSET_READ, unix.PR_GET_DUMPABLE, unix.PR_GET_NO_NEW_PRIVS, unix.PR_SET_VMA))
	p.call(unix.SYS_PRLIMIT64, func(p *program) { // to ask, not to set
		p.load(low(2))
		p.jump(unix.BPF_JEQ, 0, 0, 3)
		p.load(high(2))
		p.jump(unix.BPF_JEQ, 0, 0, 1)
		p.ret(retAllow)
		p.ret(notOurs)
	})
	// Keys for somebody's terminal; signals to somebody when a file changes.
	p.call(unix.SYS_IOCTL, oneOf(1, false, unix.TIOCSTI, unix.TIOCLINUX, unix.TIOCSETD))
	p.call(unix.SYS_FCNTL, oneOf(1, false, unix.F_SETOWN, unix.F_SETOWN_EX, unix.F_SETSIG, unix.F_NOTIFY, unix.F_SETLEASE))
	legacy(&p, forks)
	for _, n := range slices.Concat(allowed, allowedHere) {
		p.call(n, func(p *program) { p.ret(retAllow) })
	}
	for _, n := range slices.Concat(refused, refusedHere) {
		p.call(n, func(p *program) { p.ret(notOurs) })
	}
	p.ret(notThere)
	return p
}

// filter puts the filter on every thread. It needs no_new_privs, which
// Landlock has set.
func filter(o order) error {
	p := filterOf(o, os.Getpid())
	prog := unix.SockFprog{Len: uint16(len(p)), Filter: &p[0]}
	const setModeFilter, sync = 1, 1
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, setModeFilter, sync, uintptr(unsafe.Pointer(&prog)))
	if errno != 0 {
		return errno
	}
	return nil
}

// capset takes every capability off every thread.
func capset(head *unix.CapUserHeader) error {
	var none [2]unix.CapUserData
	_, _, errno := psx.Syscall3(unix.SYS_CAPSET, uintptr(unsafe.Pointer(head)), uintptr(unsafe.Pointer(&none[0])), 0)
	if errno != 0 {
		return errno
	}
	return nil
}
