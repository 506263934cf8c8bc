// Package frontend holds the built pages of the window, for main to serve. What they show is app's and report's; this
// package knows nothing of it.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Pages are the built pages, index.html at the top. Before the front end is built there is only a placeholder.
func Pages() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	return sub
}
