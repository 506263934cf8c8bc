//go:build !windows

package cli

// systemLanguage is "": elsewhere than on Windows the environment says it.
func systemLanguage() string { return "" }
