//go:build linux && (dev || production)

package main

/*
#include <signal.h>
#include <stddef.h>

static void on_stack(int n) {
	struct sigaction a;
	if (sigaction(n, NULL, &a) == 0 && !(a.sa_flags & SA_ONSTACK)) {
		a.sa_flags |= SA_ONSTACK;
		sigaction(n, &a, NULL);
	}
}

static void all_on_stack(void) {
	on_stack(SIGSEGV);
	on_stack(SIGBUS);
	on_stack(SIGFPE);
	on_stack(SIGILL);
}
*/
import "C"

// keepPanics makes WebKit's signal handlers run on the stack that Go wants them on. Without it a nil pointer in Go, which
// App turns into an error, would end the program.
func keepPanics() { C.all_on_stack() }
