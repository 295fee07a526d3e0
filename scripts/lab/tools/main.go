// Small programs of the data plane lab, in one binary that looks at its own name:
//
//	prober   sends and receives probes between pods and tells which were lost
//	kubectl  real kubectl, except for `exec` into a calico-node pod, which no kubelet of the lab could serve
//	ssh      runs a command in the namespaces of a lab node, as sshd there would
//	clock    gives a program a clock of its own, down to fractions of a second
//
// They are compiled because the wizard starts them for every look at a session: an interpreter's start would be most of
// the time that is measured.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	name := filepath.Base(os.Args[0])
	args := os.Args[1:]
	var err error
	switch name {
	case "prober":
		err = prober(args)
	case "kubectl":
		err = kubectl(args)
	case "ssh":
		err = ssh(args)
	case "clock":
		err = clock(args)
	default:
		err = fmt.Errorf("unknown name %q", name)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
