package pdf

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/phpdave11/gofpdf"
)

// writerOf is the gofpdf writer inside maroto's provider. maroto has no other way to paths, links, bookmarks, exact
// text or the modification date, and its private field is the one thing that a new version may move: the version is
// pinned, and TestMarotoStillHasItsWriter says so first. The other way, stamping pages made elsewhere onto empty
// cells, costs 0.2 s a report and embeds the font twice.
func writerOf(p core.Provider) (*gofpdf.Fpdf, error) {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("maroto's provider is a %T", p)
	}
	f := v.Elem().FieldByName("fpdf")
	if !f.IsValid() || !f.CanAddr() {
		return nil, fmt.Errorf("maroto's provider %T has no field fpdf", p)
	}
	w, ok := reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().Interface().(*gofpdf.Fpdf)
	if !ok {
		return nil, fmt.Errorf("maroto's writer is a %s", f.Type())
	}
	return w, nil
}
