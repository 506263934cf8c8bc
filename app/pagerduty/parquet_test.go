package pagerduty

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"

	"furikaeri/app/incident"
)

// parquetRow is a row as a query over PagerDuty's data writes it.
type parquetRow struct {
	ID       string            `parquet:"id"`
	Number   int64             `parquet:"incident_number"`
	Title    string            `parquet:"description,dict"`
	Service  parquetReference  `parquet:"service"`
	Millis   int64             `parquet:"created_at,timestamp(millisecond)"`
	Micros   *int64            `parquet:"acknowledged_at,optional,timestamp(microsecond:local)"`
	Nanos    *int64            `parquet:"resolved_at,optional,timestamp(nanosecond)"`
	Old      deprecated.Int96  `parquet:"updated_at"`
	Engaged  *float64          `parquet:"engaged_seconds,optional"`
	Who      []string          `parquet:"acknowledged_by_user_ids,list"`
	Teams    []string          `parquet:"teams,list"`
	Priority *string           `parquet:"priority,optional"`
	Labels   map[string]string `parquet:"labels"`
}

type parquetReference struct {
	ID      string `parquet:"id"`
	Summary string `parquet:"summary"`
}

func mustParquet[T any](t testing.TB, rows []T, o ...parquet.WriterOption) string {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, o...)
	for i := range rows {
		if _, err := w.Write(rows[i : i+1]); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 999 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "table.parquet")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestParquet(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 999_000_000, time.UTC)
	ptr := func(n int64) *int64 { return &n }
	engaged, priority := 660.9, "P2"
	rows := make([]parquetRow, 5000)
	for i := range rows {
		rows[i] = parquetRow{ID: fmt.Sprintf("Q%d", i), Number: int64(i), Title: fmt.Sprintf("disk %d", i%7), Service: parquetReference{"S1", "web"}, Millis: at.UnixMilli(),
			Old: deprecated.Int96{0, 0, 2440588}}
	}
	rows[1234].Micros = ptr(time.Date(2026, 3, 1, 9, 5, 0, 0, time.UTC).UnixMicro()) // without a zone: 9:05 in Tokyo
	rows[1234].Nanos = ptr(at.Add(time.Hour).UnixNano())
	rows[1234].Old = deprecated.Int96{uint32(uint64(3661e9) & 0xffffffff), uint32(uint64(3661e9) >> 32), uint32(2440588 + at.Unix()/86400)} // 1:01:01
	rows[1234].Engaged, rows[1234].Priority = &engaged, &priority
	rows[1234].Who, rows[1234].Teams = []string{"PU1", "PU,2"}, []string{"一次", "other"}
	path := mustParquet(t, rows, parquet.Compression(&parquet.Zstd))
	readings, refused, f, err := readAll(path, options(t))
	if err != nil || len(refused) != 0 || len(readings) != len(rows) {
		t.Fatalf("got %d readings, refused %v, %v", len(readings), refused[:min(3, len(refused))], err)
	}
	if f.Kind() != KindParquet || f.Rows() != 5000 {
		t.Errorf("got %s with %d rows", f.Kind(), f.Rows())
	}
	show := func(r incident.Reading) string {
		return fmt.Sprint(r.ID, " ", r.Number.V, " ", r.Title, " ", r.ServiceID, " ", r.Service, " ", r.TriggeredAt.Format(time.RFC3339), " ", since(r, r.AcknowledgedAt), " ",
			since(r, r.ResolvedAt), " ", since(r, r.UpdatedAt), " ", r.Engaged, " ", r.Acknowledgers, " ", r.Team, " ", r.Priority)
	}
	if got, want := show(readings[1234]), "Q1234 1234 disk 2 S1 web 2026-03-01T00:00:00Z 300 3600 3661 {11m0s true} [{PU1 } {PU,2 }] 一次 P2"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := show(readings[4999]), "Q4999 4999 disk 1 S1 web 2026-03-01T00:00:00Z - - -1772323200 {0s false} []  "; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestParquetErrors(t *testing.T) {
	type other struct {
		Name string `parquet:"name"`
	}
	type none struct {
		ID      string `parquet:"id"`
		Title   string `parquet:"title"`
		Service string `parquet:"service"`
		Created string `parquet:"created_at"`
	}
	whole, err := os.ReadFile(mustParquet(t, []none{{"P1", "x", "web", "2026-03-01T00:00:00Z"}, {"P2", "a\x00b", "web", "2026-03-01"}}))
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) string {
		path := filepath.Join(t.TempDir(), "table.parquet")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	readings, refused, _, err := readAll(write(whole), options(t))
	if err != nil || len(readings) != 1 || len(refused) != 1 || refused[0].Problem != NUL || refused[0].Line != 2 {
		t.Errorf("got %v, refused %v, %v, want row 2 refused for its NUL", readings, refused, err)
	}
	for name, c := range map[string]struct{ path, want string }{
		"no incidents": {mustParquet(t, []other{{"x"}}), "no_incidents"},
		"no rows":      {mustParquet(t, []none{}), "empty"},
		"cut":          {write(whole[:len(whole)-9]), "bad_parquet"},
		"a begin":      {write([]byte("PAR1")), "bad_parquet"},
		"broken pages": {write(slices.Concat(whole[:4], bytes.Repeat([]byte{0xff}, 60), whole[64:])), "bad_parquet"},
	} {
		_, _, _, err := readAll(c.path, options(t))
		var bad *FileError
		if !errors.As(err, &bad) || string(bad.Problem) != c.want || !strings.HasPrefix(bad.File, "table.parquet") {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}
