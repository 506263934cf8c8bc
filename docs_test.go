package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"
	"testing"
)

// Every package says what goes in, what comes out and for whom; every exported name says its shape, its unit and what
// zero or nil means. A machine can only see that there is a comment.
func TestEverythingExportedIsExplained(t *testing.T) {
	packages := map[string]bool{} // folder → has a package comment
	for _, file := range mustGoFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		dir := path.Dir(file)
		packages[dir] = packages[dir] || f.Doc.Text() != ""
		for _, name := range unexplainedNames(f) {
			t.Errorf("%s: %s has no comment, want what it is", fset.Position(name.Pos()), name.Name)
		}
	}
	for dir, explained := range packages {
		if !explained {
			t.Errorf("%s: the package has no comment, want what goes in, what comes out, for which neighbours", dir)
		}
	}
}

// unexplainedNames are the exported names of a file that have no comment: functions, methods of exported types, types,
// and constants and variables without a comment of their own, on their line or over their group. Error and Unwrap are
// what the language says they are.
func unexplainedNames(f *ast.File) []*ast.Ident {
	var names []*ast.Ident
	for _, decl := range f.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			obvious := d.Recv != nil && (d.Name.Name == "Error" || d.Name.Name == "Unwrap")
			if d.Name.IsExported() && !obvious && d.Doc.Text() == "" && isExportedReceiver(d.Recv) {
				names = append(names, d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				names = append(names, unexplainedIn(d, spec)...)
			}
		}
	}
	return names
}

func unexplainedIn(d *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	var names []*ast.Ident
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && s.Doc.Text() == "" && (d.Doc.Text() == "" || d.Lparen.IsValid()) {
			names = append(names, s.Name)
		}
	case *ast.ValueSpec:
		if s.Doc.Text() != "" || s.Comment.Text() != "" || d.Doc.Text() != "" {
			return nil
		}
		for _, name := range s.Names {
			if name.IsExported() {
				names = append(names, name)
			}
		}
	}
	return names
}

// isExportedReceiver reports whether a function has no receiver or one of an exported type.
func isExportedReceiver(recv *ast.FieldList) bool {
	if recv == nil {
		return true
	}
	typ := recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

func TestUnexplainedNames(t *testing.T) {
	const source = `package p
func A() {}
// B is.
func B() {}
func (a *C[T]) D() {}
func (a c) E() {}
func (a C[T]) Error() string
type C[T any] struct{}
type (
	// F is.
	F int
	G int
)
const H = 1
// They are.
const (
	I = 1
	J = 2
)
var (
	K = 1 // is
	L, m = 1, 2
)
`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, name := range unexplainedNames(f) {
		got = append(got, name.Name)
	}
	if want := "A D C G H L"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
