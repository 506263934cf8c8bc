package pagerduty

func (f *File) parquet() error { return &FileError{Problem: NotText, Line: 1} }
