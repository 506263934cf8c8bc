package pdf

import (
	"bytes"
	"image"
	"image/color/palette"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"furikaeri/report"
)

func TestLogos(t *testing.T) {
	var deep, photo, indexed bytes.Buffer
	if err := png.Encode(&deep, image.NewNRGBA64(image.Rect(0, 0, 30, 10))); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 30, 10)), nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&indexed, image.NewPaletted(image.Rect(0, 0, 3, 3), palette.Plan9)); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"16 bits": deep.Bytes(), "JPEG": photo.Bytes(), "palette": indexed.Bytes(), "PNG": logo(t)} {
		file := mustWrite(t, &report.Document{Issued: "2026-04-01", Cover: report.Cover{Logo: data}}, simple)
		if !bytes.Contains(file, []byte("/Subtype /Image")) {
			t.Errorf("%s: got no picture in the file", name)
		}
	}
	for _, data := range []string{"GIF89a", "\x89PNG\r\n\x1a\n", string(logo(t)[:200])} {
		err := mustPrinter(t).Write(&bytes.Buffer{}, &report.Document{Issued: "2026-04-01", Cover: report.Cover{Logo: []byte(data)}}, simple)
		if err == nil || !strings.Contains(err.Error(), "the logo") {
			t.Errorf("%.8q: got %v, want an error about the logo", data, err)
		}
	}
}
