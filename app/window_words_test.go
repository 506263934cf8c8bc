package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the window says to do about what a check finds is in words of its own: without commands.
func TestWindowSaysWhatToDo(t *testing.T) {
	body, err := os.ReadFile(filepath.Join("lang", "en.json"))
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(body, &words); err != nil {
		t.Fatal(err)
	}
	for key := range words {
		rest, of := strings.CutPrefix(key, "ui.check.")
		item, todo := strings.CutSuffix(rest, ".todo")
		if of && todo && words["ui.w.check."+item] == "" {
			t.Errorf("the window has no words for %s", item)
		}
	}
}
