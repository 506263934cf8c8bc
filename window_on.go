//go:build dev || production || bindings

package main

// hasWindow says that this program was built with its window.
const hasWindow = true
