package pagerduty

import "io"

func (f *File) parquet(raw io.Reader) error { return &FileError{Problem: NotText, Line: 1} }
