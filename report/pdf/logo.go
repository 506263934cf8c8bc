package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // one of the two kinds of logo
	"image/png"

	"github.com/phpdave11/gofpdf"
)

// A logo is as large as fits into these, in mm.
const (
	logoHeight = 16.0
	logoWidth  = 60.0
	logoPixels = 50e6 // more is no logo
)

// logoPiece is a picture at the upper left; nothing where there is none. It is an error when it is no PNG or JPEG.
func logoPiece(data []byte) ([]piece, error) {
	if len(data) == 0 {
		return nil, nil
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("the logo: %w", err)
	}
	if c.Width <= 0 || c.Height <= 0 || float64(c.Width)*float64(c.Height) > logoPixels {
		return nil, fmt.Errorf("the logo: %d × %d pixels", c.Width, c.Height)
	}
	if data, err = plain(data, kind, c); err != nil {
		return nil, fmt.Errorf("the logo: %w", err)
	}
	scale := min(logoHeight/float64(c.Height), logoWidth/float64(c.Width))
	w, h := float64(c.Width)*scale, float64(c.Height)*scale
	return []piece{{height: h + 14, draw: func(p *pen, x, y float64) {
		options := gofpdf.ImageOptions{ImageType: kind}
		p.pdf.RegisterImageOptionsReader("logo", options, bytes.NewReader(data))
		p.pdf.ImageOptions("logo", x, y, w, h, false, options, 0, "")
	}}}, nil
}

// plain is a picture as the PDF writer can take it: it knows neither interlaced PNGs nor those of 16 bits a channel,
// so these are written anew.
func plain(data []byte, kind string, c image.Config) ([]byte, error) {
	const interlace = 28 // where a PNG says so
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	deep := c.ColorModel == color.RGBA64Model || c.ColorModel == color.NRGBA64Model || c.ColorModel == color.Gray16Model
	if kind != "png" || !deep && len(data) > interlace && data[interlace] == 0 {
		return data, nil
	}
	flat := image.NewNRGBA(m.Bounds())
	draw.Draw(flat, flat.Bounds(), m, m.Bounds().Min, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, flat); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
