package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// A probe: sender's number (1 byte), sequence number (8 bytes).
const probeSize = 9

type received struct {
	mu  sync.Mutex
	seq map[byte][]uint64
	at  map[byte]int64
}

// prober sends one datagram per interval to every peer and notes what arrives. It reports on stdout, as JSON lines: twice
// a second when each peer was last heard, and at the end (stdin closed) everything sent and received.
func prober(args []string) error {
	flags := flag.NewFlagSet("prober", flag.ContinueOnError)
	id := flags.Int("id", 0, "number of this pod")
	bind := flags.String("bind", "", "address and port of this pod")
	peers := flags.String("peers", "", "number=address:port, separated by commas")
	interval := flags.Duration("interval", 20*time.Millisecond, "time between two probes to one peer")
	if err := flags.Parse(args); err != nil {
		return err
	}
	local, err := net.ResolveUDPAddr("udp4", *bind)
	if err != nil {
		return err
	}
	conn, err := net.ListenUDP("udp4", local)
	if err != nil {
		return err
	}
	targets := []*net.UDPAddr{}
	for _, word := range strings.Split(*peers, ",") {
		_, address, found := strings.Cut(word, "=")
		if !found {
			return fmt.Errorf("bad peer %q", word)
		}
		target, err := net.ResolveUDPAddr("udp4", address)
		if err != nil {
			return err
		}
		targets = append(targets, target)
	}
	got := &received{seq: map[byte][]uint64{}, at: map[byte]int64{}}
	go receive(conn, got)

	done := make(chan struct{})
	go func() {
		// Whoever started this holds the other end of stdin; when it dies, the prober does not outlive it.
		reader := bufio.NewReader(os.Stdin)
		for {
			if _, err := reader.ReadByte(); err != nil {
				close(done)
				return
			}
		}
	}()

	out := json.NewEncoder(os.Stdout)
	ticker := time.NewTicker(*interval)
	defer ticker.Stop()
	report := time.NewTicker(500 * time.Millisecond)
	defer report.Stop()
	sentAt := []int64{}
	packet := make([]byte, probeSize)
	packet[0] = byte(*id)
	for {
		select {
		case <-ticker.C:
			binary.BigEndian.PutUint64(packet[1:], uint64(len(sentAt)))
			sentAt = append(sentAt, time.Now().UnixMicro())
			for _, target := range targets {
				// No route is an error here; the probe counts as sent, and as lost.
				_, _ = conn.WriteToUDP(packet, target)
			}
		case <-report.C:
			got.mu.Lock()
			last := map[string]int64{}
			for from, at := range got.at {
				last[fmt.Sprint(from)] = at
			}
			got.mu.Unlock()
			_ = out.Encode(map[string]any{"id": *id, "now": time.Now().UnixMicro(), "last": last})
		case <-done:
			// What is still under way may arrive.
			time.Sleep(300 * time.Millisecond)
			got.mu.Lock()
			defer got.mu.Unlock()
			all := map[string][]uint64{}
			for from, list := range got.seq {
				all[fmt.Sprint(from)] = list
			}
			return out.Encode(map[string]any{"id": *id, "sent": sentAt, "received": all})
		}
	}
}

func receive(conn *net.UDPConn, got *received) {
	buffer := make([]byte, 64)
	for {
		size, _, err := conn.ReadFromUDP(buffer)
		if err != nil {
			// An ICMP error of a probe of ours arrives here; it says nothing about the next packet.
			time.Sleep(time.Millisecond)
			continue
		}
		if size < probeSize {
			continue
		}
		now := time.Now().UnixMicro()
		got.mu.Lock()
		got.seq[buffer[0]] = append(got.seq[buffer[0]], binary.BigEndian.Uint64(buffer[1:probeSize]))
		got.at[buffer[0]] = now
		got.mu.Unlock()
	}
}
