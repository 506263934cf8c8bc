package main

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void one_arena(void) {
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 128 << 10);
	mallopt(M_TRIM_THRESHOLD, 128 << 10);
}
#else
static void one_arena(void) {}
#endif
*/
import "C"

// oneArena lets what is written in C, the database and WebKit, take memory from one place and give what is free at its end back
// at once. glibc opens another place for every thread instead, and keeps each as large as it ever was: some 40 MB more
// beside an open window. Other C libraries stay as they are.
func oneArena() { C.one_arena() }
