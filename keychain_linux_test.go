package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// inSession says that the test runs again inside a session bus of its own, with a keyring that is open.
const inSession = "FURIKAERI_TEST_KEYCHAIN"

// The real keychain, under a session bus and a gnome-keyring of the test's own (build/setup.sh installs both): kept, read back,
// replaced, forgotten, twice; other accounts are left alone; what was kept is in no file as it is.
func TestKeychain(t *testing.T) {
	if os.Getenv(inSession) == "" {
		home := t.TempDir()
		c := exec.Command("dbus-run-session", "--", "sh", "-c",
			`printf 'a password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" -test.run '^TestKeychain$' -test.v`, os.Args[0])
		c.Env = append(os.Environ(), inSession+"=1", "HOME="+home, "XDG_DATA_HOME="+home, "XDG_CACHE_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_RUNTIME_DIR="+home)
		out, err := c.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestKeychain") {
			t.Fatalf("in a session of its own: %v\n%s", err, out)
		}
		grep := exec.Command("grep", "-rl", "sentinel-of-the-keychain", home)
		if found, _ := grep.Output(); len(found) > 0 {
			t.Errorf("the secret stands in %s as it is", found)
		}
		return
	}
	var k keychain
	get := func(account, want string) {
		t.Helper()
		if got, err := k.Get(account); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", account, got, err, want)
		}
	}
	get("default /a", "")
	for _, v := range [][2]string{{"default /a", "sentinel-of-the-keychain-1"}, {"default /b", `{"token":"sentinel-of-the-keychain-2"}`}, {"default /a", "sentinel-of-the-keychain-3"}} {
		if err := k.Set(v[0], v[1]); err != nil {
			t.Fatalf("keeping %s: %v", v[0], err)
		}
		get(v[0], v[1])
	}
	for range 2 {
		if err := k.Delete("default /a"); err != nil {
			t.Errorf("forgetting: %v", err)
		}
		get("default /a", "")
	}
	get("default /b", `{"token":"sentinel-of-the-keychain-2"}`)
}
