//go:build !linux || !production

package main

// stayHere has something to do in the finished program on Linux alone: a development build loads its pages from a server,
// and the web views of other systems hand a dropped file to the page, which refuses it.
func stayHere() {}
