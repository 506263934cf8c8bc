package store

import (
	"io"
	"sync"
)

// ahead is a Filler for one writer that reads on while the rows before are written. Two of the machine's cores have work then,
// and only one of them holds what the database needs to write.
type ahead struct {
	from Filler
	full chan filling
	used chan []Row // to be filled again
	stop chan struct{}
	wait sync.WaitGroup
}

type filling struct {
	rows []Row
	err  error
}

// readAhead begins to read; the caller closes it.
func readAhead(from Filler) *ahead {
	a := &ahead{from: from, full: make(chan filling), used: make(chan []Row, 1), stop: make(chan struct{})}
	a.wait.Go(a.read)
	return a
}

func (a *ahead) read() {
	defer close(a.full)
	worker := a.from.Worker()
	for {
		var rows []Row
		select {
		case rows = <-a.used:
		default:
		}
		rows, err := a.from.Fill(worker, rows[:0])
		select {
		case a.full <- filling{rows, err}:
		case <-a.stop:
			return
		}
		if err != nil {
			return
		}
	}
}

func (a *ahead) Worker() any { return nil }

func (a *ahead) Fill(_ any, rows []Row) ([]Row, error) {
	select {
	case a.used <- rows:
	default:
	}
	f, ok := <-a.full
	if !ok { // the writer asks once more after the end
		return nil, io.EOF
	}
	return f.rows, f.err
}

// close ends reading and waits until nothing is read any more.
func (a *ahead) close() {
	close(a.stop)
	a.wait.Wait()
}
