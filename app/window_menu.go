package app

// A MenuGroup is one menu of the menu bar.
type MenuGroup struct {
	Label string
	Items []MenuItem
}

// A MenuItem is one entry of a menu. Action is told to the pages, "quit" ends the program; "" is a separator. Key is
// pressed with Ctrl, on a Mac with ⌘; "" for none.
type MenuItem struct {
	Label  string
	Action string
	Key    string
}

// Menu is the menu bar in the window's language.
func Menu(w *Window) []MenuGroup {
	words := w.speech()
	item := func(action, key string) MenuItem { return MenuItem{words.T("ui.w.menu." + action), action, key} }
	return []MenuGroup{
		{words.T("ui.w.menu.file"), []MenuItem{item("open", "o"), item("export", "s"), {}, item("quit", "q")}},
		{words.T("ui.w.menu.view"), []MenuItem{item("home", "1"), item("data", "2"), item("reports", "3"), {}, item("light", ""), item("dark", ""), item("system", ""), {}, item("definitions", "")}},
		{words.T("ui.w.menu.language"), []MenuItem{item("ja", ""), item("en", "")}},
	}
}
