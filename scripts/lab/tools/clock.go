package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

const cloneNewTime = 0x80

// The kernel knows the offsets of a time namespace by process, that is by its first thread, and fixes them at the next
// exec or fork. So everything of `clock` happens in the first thread, and in one program: unshare(1) can set whole seconds
// only, and a shell would come too late.
func init() { runtime.LockOSThread() }

// clock SECONDS NANOSECONDS COMMAND...: moves monotonic and boot time for the command and becomes it.
func clock(args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("usage: clock SECONDS NANOSECONDS COMMAND")
	}
	for _, number := range args[:2] {
		if _, err := strconv.ParseUint(number, 10, 32); err != nil {
			return err
		}
	}
	if err := syscall.Unshare(cloneNewTime); err != nil {
		return fmt.Errorf("time namespace: %w", err)
	}
	offsets := fmt.Sprintf("monotonic %s %s\nboottime %s %s\n", args[0], args[1], args[0], args[1])
	if err := os.WriteFile("/proc/self/timens_offsets", []byte(offsets), 0); err != nil {
		return err
	}
	program, err := findProgram(args[2])
	if err != nil {
		return err
	}
	return syscall.Exec(program, args[2:], os.Environ())
}
