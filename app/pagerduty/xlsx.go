package pagerduty

func (f *File) workbook() error { return &FileError{Problem: NotText, Line: 1} }
