// Command cmd serves a PagerDuty account that is not there, on this machine alone, so that a pull can be tried:
//
//	go run ./app/pagerduty/fakepd/cmd
//	PAGERDUTY_TOKEN=try furikaeri pull --api http://127.0.0.1:8666
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"furikaeri/app/pagerduty/fakepd"
)

func main() {
	port := flag.Int("port", 8666, "port of 127.0.0.1; 0 = any that is free")
	token := flag.String("token", "try", "the API key that is taken; it opens nothing real")
	seed := flag.Uint64("seed", 1, "of the data: the same seed gives the same account")
	incidents := flag.Int("incidents", 4000, "how many")
	days := flag.Int("days", 400, "over how many days, up to now")
	limit := flag.Int("limit", 960, "requests a minute; 0 = as many as come")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	now := time.Now().UTC().Truncate(time.Second)
	world := fakepd.NewWorld(fakepd.Shape{Seed: *seed, From: now.AddDate(0, 0, -*days), To: now, Incidents: *incidents})
	server := &fakepd.Server{World: world, Token: *token, PerMinute: *limit, Now: time.Now, Hidden: now, Zone: time.FixedZone("", 9*3600)}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("http://%s answers as PagerDuty: %d incidents, %d entries. Stop it with Ctrl-C.\n", listener.Addr(), len(world.Incidents), len(world.Entries))
	fmt.Printf("PAGERDUTY_TOKEN=%s furikaeri pull --api http://%s\n", *token, listener.Addr())
	if err := http.Serve(listener, server); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
