package pagerduty

import "fmt"

// A Problem is the reason for a refusal: the tail of a key of the word catalogue, "error.file.<problem>" where it
// concerns a file and "refused.<problem>" where it concerns a row.
type Problem string

// The problems of files.
const (
	NotFound        Problem = "not_found"         // the file cannot be opened
	Empty           Problem = "empty"             // no byte, or a header and no row
	NotText         Problem = "not_text"          // text in no encoding that is known, or binary
	NoIncidents     Problem = "no_incidents"      // the header lacks what an incident needs
	NoIncidentsJSON Problem = "no_incidents_json" // JSON, but neither incidents nor a timeline
	Cut             Problem = "cut"               // ends inside a character, a quoted field, a row or a value
	ExcelIDs        Problem = "excel_ids"         // ids like 1.00E+10: Excel saved it again
	Changed         Problem = "changed"           // the file changed while it was read
	Unreadable      Problem = "unreadable"        // the disk gave an error
	AllRefused      Problem = "all_refused"       // no row of the file could be read
	OldExcel        Problem = "old_excel"         // .xls, or a workbook with a password
	BadWorkbook     Problem = "bad_workbook"      // a workbook that cannot be understood
	BadParquet      Problem = "bad_parquet"       // a Parquet file that cannot be understood
	Damaged         Problem = "damaged"           // an archive whose bytes are not those that went in
	Encrypted       Problem = "encrypted"         // an archive with a password
	Nested          Problem = "nested"            // an archive in an archive
	Bomb            Problem = "bomb"              // an archive that unpacks to far more than data do
	NoData          Problem = "no_data"           // a folder or an archive without any file of data
)

// The problems of rows. BadJSON can also be a file's, where what follows cannot be told apart any more.
const (
	MissingID       Problem = "missing_id"       // a row without id and number
	MissingTime     Problem = "missing_time"     // a row without trigger time, a timeline entry without its time
	MissingIncident Problem = "missing_incident" // a timeline entry that names no incident
	BadTime         Problem = "bad_time"         // a cell that is no time
	BadNumber       Problem = "bad_number"       // a cell that is no number
	BadQuote        Problem = "bad_quote"        // a stray quotation mark
	BadJSON         Problem = "bad_json"         // not JSON
	WrongColumns    Problem = "wrong_columns"    // a row with too many or too few cells
	FarTime         Problem = "far_time"         // a time before 2000 or after 2100
	TooLong         Problem = "too_long"         // a cell of more than maxField bytes
	NUL             Problem = "nul"              // a NUL character, which damaged files have
	NotIncident     Problem = "not_incident"     // JSON that is neither an incident nor an entry of a timeline
)

// A FileError says why nothing of a file went in. Line is 0 where it concerns the whole file.
type FileError struct {
	File    string
	Line    int
	Problem Problem
	Detail  string // the missing columns, the system's error
	Err     error
}

func (e *FileError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s %s", e.File, e.Line, e.Problem, e.Detail)
	}
	return fmt.Sprintf("%s: %s %s", e.File, e.Problem, e.Detail)
}

// Unwrap is the cause, if there is one.
func (e *FileError) Unwrap() error { return e.Err }

// A Refusal is a row that was left out.
type Refusal struct {
	File    string
	Line    int    // of a text; the row's number in a workbook's sheet or a Parquet file
	Row     int64  // its place among the file's rows, from 1: what finds it in JSON on one line
	Column  string // "" where it concerns the whole row
	Problem Problem
	Value   string // the offending cell, at most 80 characters
}

// short is the first 80 characters of s.
func short(s string) string {
	n := 0
	for i := range s {
		if n++; n > 80 {
			return s[:i] + "…"
		}
	}
	return s
}
