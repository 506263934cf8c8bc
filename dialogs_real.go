//go:build !dev

package main

import "errors"

// answers are a test's answers to dialogs; only a development build takes them.
type answers struct{}

// scripted is nil: people answer.
func scripted(func(string) string) *answers { return nil }

var errNoAnswers = errors.New("dialogs are real")

func (*answers) files() ([]string, error) { return nil, errNoAnswers }
func (*answers) save(string) string       { return "" }
func (*answers) reveal(string) error      { return errNoAnswers }
