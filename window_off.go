//go:build !(dev || production || bindings)

package main

// hasWindow says that this program was built without its window: with the Go tools alone it has the commands.
const hasWindow = false
