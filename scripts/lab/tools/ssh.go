package main

import (
	"fmt"
	"os"
	"strings"
)

// Options of ssh that take a value.
const sshValueOptions = "BbcDEeFIiJLlmOopQRSWw"

func ssh(args []string) error {
	described, err := readLab()
	if err != nil {
		return err
	}
	i := 0
	for ; i < len(args) && strings.HasPrefix(args[i], "-"); i++ {
		if args[i] == "--" {
			i++
			break
		}
		if len(args[i]) == 2 && strings.ContainsRune(sshValueOptions, rune(args[i][1])) {
			i++
		}
	}
	if i >= len(args) {
		return fmt.Errorf("usage: ssh destination command")
	}
	destination := args[i]
	if at := strings.LastIndex(destination, "@"); at >= 0 {
		destination = destination[at+1:]
	}
	command := args[i+1:]
	if len(command) > 0 && command[0] == "--" {
		command = command[1:]
	}
	target, err := described.byAddress(destination)
	if err != nil {
		fmt.Fprintf(os.Stderr, "ssh: %s: Name or service not known\n", err)
		os.Exit(255)
	}
	// ssh joins its words and hands them to the login shell there; whoever quotes badly shall notice here too.
	return target.enter([]string{"sh", "-c", strings.Join(command, " ")})
}
