package app

import (
	"slices"
	"testing"
)

// What a person writes in Markdown is printed as they mean it.
func TestCommentsOfMarkdown(t *testing.T) {
	got := comments("\ufeff# サマリ\r\n3月は**目標**を\r\n達成しました。\r\n\r\n- 4/10 見直し\r\n\r\n# slo\r\nTwo\nlines.\n")
	if want := []string{"3月は目標を達成しました。", "・4/10 見直し"}; !slices.Equal(got["サマリ"], want) {
		t.Errorf("got %q, want %q", got["サマリ"], want)
	}
	if want := []string{"Two lines."}; !slices.Equal(got["slo"], want) {
		t.Errorf("got %q, want %q", got["slo"], want)
	}
}
