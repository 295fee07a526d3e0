package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// Flags of kubectl that take their value as the next argument and may stand before the pod's name.
var valueFlags = map[string]bool{
	"--kubeconfig": true, "--context": true, "--namespace": true, "-n": true, "--container": true, "-c": true,
	"--request-timeout": true, "--cluster": true, "--user": true, "--server": true, "-s": true, "--pod-running-timeout": true,
	"--cache-dir": true, "--as": true, "--token": true, "--certificate-authority": true, "-v": true,
}

func kubectl(args []string) error {
	described, err := readLab()
	if err != nil {
		return err
	}
	words, command := splitExec(args)
	if len(words) < 2 || words[0] != "exec" || command == nil {
		return syscall.Exec(described.Kubectl, append([]string{"kubectl"}, args...), os.Environ())
	}
	target, err := described.byPod(strings.TrimPrefix(words[1], "pod/"))
	if err != nil {
		// kubectl's own words for a pod that is not there.
		fmt.Fprintf(os.Stderr, "Error from server (NotFound): %s\n", err)
		os.Exit(1)
	}
	return target.enter(command)
}

// splitExec returns the words that are no flags, and what stands behind "--" (nil when nothing does).
func splitExec(args []string) (words, command []string) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			return words, args[i+1:]
		case strings.HasPrefix(arg, "-"):
			if valueFlags[arg] {
				i++
			}
		default:
			words = append(words, arg)
		}
	}
	return words, nil
}
