package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// host is one machine of the lab as the harness describes it in lab.json beside this program.
type host struct {
	Name      string   `json:"name"`
	Namespace string   `json:"namespace"`
	Pid       int      `json:"pid"`
	Pod       string   `json:"pod"`
	Addresses []string `json:"addresses"`
	Env       []string `json:"env"`
}

type lab struct {
	Kubectl string `json:"kubectl"`
	Hosts   []host `json:"hosts"`
}

func readLab() (*lab, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	// Each lab copies this program beside its own description, so that two labs at once do not mix.
	text, err := os.ReadFile(filepath.Join(filepath.Dir(self), "lab.json"))
	if err != nil {
		return nil, err
	}
	described := &lab{}
	return described, json.Unmarshal(text, described)
}

func (l *lab) byPod(pod string) (*host, error) {
	for i := range l.Hosts {
		if l.Hosts[i].Pod == pod {
			return &l.Hosts[i], nil
		}
	}
	return nil, fmt.Errorf("pods %q not found", pod)
}

func (l *lab) byAddress(name string) (*host, error) {
	for i := range l.Hosts {
		if l.Hosts[i].Name == name {
			return &l.Hosts[i], nil
		}
		for _, address := range l.Hosts[i].Addresses {
			if address == name {
				return &l.Hosts[i], nil
			}
		}
	}
	return nil, fmt.Errorf("Could not resolve hostname %s", name)
}

// enter replaces this process by the command, inside the host's namespaces.
func (h *host) enter(command []string) error {
	nsenter, err := findProgram("nsenter")
	if err != nil {
		return err
	}
	argv := []string{"nsenter", "--target", strconv.Itoa(h.Pid), "--mount", "--pid", "--time", "--net=/run/netns/" + h.Namespace, "--"}
	return syscall.Exec(nsenter, append(argv, command...), h.Env)
}

func findProgram(name string) (string, error) {
	for _, dir := range []string{"/usr/bin", "/bin", "/usr/sbin", "/sbin"} {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode()&0o111 != 0 {
			return path, nil
		}
	}
	return "", errors.New(name + " not found")
}
