package rest

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// checkProxy refuses what the environment names as the proxy of HTTPS where it is no address: Go takes no notice of such a one, and
// would go straight to the server. The error names the variable and not its value, which may hold a password.
func checkProxy(env func(string) string) error {
	if env == nil {
		return nil
	}
	for _, name := range [...]string{"HTTPS_PROXY", "https_proxy"} {
		if v := env(name); v != "" && !proxyAddress(v) {
			return fmt.Errorf("%w: %s", ErrProxy, name)
		}
	}
	return nil
}

// proxyAddress says whether s is an address of a proxy: with a scheme or without one, and a port that is none or can be one.
func proxyAddress(s string) bool {
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || strings.ContainsAny(u.Host, " <>\"") {
		return false
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return false
		}
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return true
	}
	return false
}
