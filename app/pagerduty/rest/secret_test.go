package rest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"furikaeri/app/pagerduty/rest"
)

type httpRequest = http.Request

// mustLack fails where text holds one of the secrets.
func mustLack(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, s := range secrets {
		if i := strings.Index(text, s); i >= 0 {
			t.Errorf("got %q in …%s…, want it nowhere", s, text[max(0, i-60):min(len(text), i+60)])
		}
	}
}

func TestSecretPrintsAsNothing(t *testing.T) {
	s := rest.NewSecret(sentinel)
	type nested struct {
		Public  rest.Secret
		private rest.Secret
		Pointer *rest.Secret
		Map     map[string]rest.Secret
	}
	n := nested{s, s, &s, map[string]rest.Secret{"a": s}}
	config := rest.Config{Token: s, OAuth: rest.OAuth{ID: "id", Secret: s}}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "nested", n, "config", fmt.Sprint(config))
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s)
	encoded, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	all := log.String() + string(encoded)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		for _, v := range []any{s, &s, n, &n, config, &config, []rest.Secret{s}} {
			all += fmt.Sprintf(verb, v)
		}
	}
	mustLack(t, all, sentinel, fmt.Sprintf("%x", sentinel), fmt.Sprintf("%q", sentinel))
	if got := fmt.Sprint(s); got != "(secret)" {
		t.Errorf("got %s, want (secret)", got)
	}
}
